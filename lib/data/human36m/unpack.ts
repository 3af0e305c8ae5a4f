import { createReadStream, existsSync } from "node:fs";
import { once } from "node:events";
import { basename, join } from "node:path";
import { extract } from "tar";
import { UserError } from "../../errors.ts";
import type { Archive } from "./archives.ts";

/** What is to be unpacked. */
export interface UnpackOptions {
  /** Paths from the subject's folder on, e.g. `S1/Videos/Photo.54138969.mp4`. */
  readonly paths: ReadonlySet<string>;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/**
 * Unpacks some files of a subject's archives: into a folder that has its name only when it is whole, so
 * that a run that was stopped does not take a part for the whole.
 *
 * @param archives of the subject
 * @throws {UserError} naming an archive that is damaged
 */
export async function unpackSubject(
  archives: readonly Archive[],
  subject: string,
  to: string,
  options: UnpackOptions,
): Promise<void> {
  if (existsSync(join(to, subject))) return;
  const partial = join(to, `${subject}.partial`);
  removeAll(partial);
  Deno.mkdirSync(partial, { recursive: true });
  for (const archive of archives) {
    try {
      await unpack(archive, partial, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      removeAll(partial);
      throw new UserError(
        `${archive.path} cannot be unpacked (${
          (error as Error).message
        }): it is damaged, or the disk is ` +
          `full; download it again, or free some space`,
      );
    }
  }
  const inside = join(partial, subject);
  if (!existsSync(inside)) {
    removeAll(partial);
    const names = archives.map(({ path }) => basename(path)).join(", ");
    throw new UserError(`The archives of ${subject} hold nothing that was asked for: ${names}`);
  }
  Deno.renameSync(inside, join(to, subject));
  removeAll(partial);
}

async function unpack({ path, above }: Archive, to: string, { paths, signal }: UnpackOptions) {
  const out = extract({
    cwd: to,
    strict: true,
    preserveOwner: false,
    strip: above,
    filter: (name) => paths.has(name.split("/").slice(above).join("/")),
  });
  const ended = new Promise((resolve, reject) => out.on("close", resolve).on("error", reject));
  ended.catch(() => {}); // it is waited for below
  // Piece by piece, so that the signal is seen in an archive of many gigabytes.
  for await (const piece of createReadStream(path, { signal })) {
    signal?.throwIfAborted();
    if (!out.write(piece)) await Promise.race([once(out, "drain", { signal }), ended]);
  }
  out.end();
  await ended;
}

/** Removes a folder, if it is there. */
export function removeAll(path: string) {
  if (existsSync(path)) Deno.removeSync(path, { recursive: true });
}
