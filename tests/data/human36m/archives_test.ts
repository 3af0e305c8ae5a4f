import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { type Archive, findArchives, promisedFiles } from "../../../lib/data/human36m/archives.ts";
import {
  prepareHuman36m,
  type PrepareHuman36mOptions,
} from "../../../lib/data/human36m/prepare_human36m.ts";
import { unpackSubject } from "../../../lib/data/human36m/unpack.ts";
import { UserError } from "../../../lib/errors.ts";
import { packHuman36m } from "../../miniatures/archives.ts";
import { filesBelow } from "../prepared/files_below.ts";
import { MINIATURE } from "./copied_files.ts";

const folder = () => Deno.makeTempDirSync({ prefix: "posemachine" });

async function tar(...args: string[]) {
  const { success, stderr } = await new Deno.Command("tar", { args }).output();
  assert(success, new TextDecoder().decode(stderr));
}

/** The miniature's archives, but for some, beside its metadata. */
async function packed(without: (name: string) => boolean): Promise<string> {
  const from = folder();
  for (const name of await packHuman36m(from)) {
    if (without(name)) Deno.removeSync(join(from, name));
  }
  Deno.copyFileSync(join(MINIATURE, "metadata.xml"), join(from, "metadata.xml"));
  return from;
}

/** Prepares, and notes the lines that are told. */
function prepared(from: string, options: Partial<PrepareHuman36mOptions> = {}) {
  const lines: string[] = [], to = folder();
  const result = prepareHuman36m({
    ...{ from, to, size: 32, protocols: ["1"], fps: 10, poses: "mono", crop: "joints" },
    log: (line) => lines.push(line),
    ...options,
  });
  return { lines, to, result };
}

const named = (archives: readonly Archive[]) =>
  archives.map(({ path, subject, kind }) => `${basename(path)}: ${subject} ${kind}`);

Deno.test("an archive is known by its first entry of a subject, whatever comes before that", async () => {
  const from = folder(), root = ["-C", MINIATURE];
  const videos = "S9/Videos", poses = "S1/MyPoseFeatures/D3_Positions";
  await tar("-czf", join(from, "a.tgz"), ...root, `./${videos}`);
  await tar("-czf", join(from, "b.tgz"), ...root, "--exclude=S1", "--exclude=*npz", ".");
  await tar(
    ...["-czf", join(from, "c.tgz"), "--format=pax", "--pax-option=comment=made for a test"],
    ...[...root, poses],
  );
  await tar("-czf", join(from, "d.tar.gz"), "-C", join(MINIATURE, ".."), `human36m/${poses}`);
  Deno.writeTextFileSync(join(from, "page.tgz"), "<html>Log in first</html>");
  await tar("-czf", join(from, "readme.tgz"), ...root, "metadata.xml");
  const { archives, unknown } = findArchives(from);
  assertEquals(named(archives), [
    "a.tgz: S9 Videos",
    "b.tgz: S9 ",
    "c.tgz: S1 MyPoseFeatures/D3_Positions",
    "d.tar.gz: S1 MyPoseFeatures/D3_Positions",
  ]);
  assertEquals(unknown.map((path) => basename(path)), ["page.tgz", "readme.tgz"]);

  const path = `${poses}/Directions.cdf`;
  for (const archive of archives.filter(({ subject }) => subject === "S1")) {
    const to = folder();
    await unpackSubject([archive], "S1", to, { paths: new Set([path]) });
    assertEquals(filesBelow(to), [[`/${path}`, Deno.readFileSync(join(MINIATURE, path))]]);
  }
});

Deno.test("archives that name no subject are told", async () => {
  const from = await packed(() => true);
  Deno.writeTextFileSync(join(from, "page.tgz"), "<html>Log in first</html>");
  const { lines, result } = prepared(from);
  await assertRejects(() => result, UserError, "no archive and no folder of a subject");
  assertEquals(lines.length, 1);
  assertStringIncludes(lines[0], join(from, "page.tgz"));
});

Deno.test("only files that are asked for are unpacked", async () => {
  const { archives } = findArchives(await packed((name) => name.includes("S1")));
  const { folder: promised, paths, archives: asked } = promisedFiles(archives);
  assert(promised.video("S9", "SittingDown", "54138969")!.includes("Videos_S9.tgz"));
  assert(promised.poses("D3_Positions_mono", "S9", "SittingDown", "54138969"));
  assertEquals(promised.video("S1", "Directions", "54138969"), undefined);
  assertEquals(named([...asked]).toSorted(), [
    "Poses_D3_Positions_mono_S9.tgz: S9 MyPoseFeatures/D3_Positions_mono",
    "Videos_S9.tgz: S9 Videos",
  ]);
  const to = folder();
  await unpackSubject([...asked], "S9", to, { paths });
  assertEquals(filesBelow(to).map(([path]) => path), [
    "/S9/MyPoseFeatures/D3_Positions_mono/SittingDown.54138969.cdf",
    "/S9/Videos/SittingDown.54138969.mp4",
  ]);
});

Deno.test("what archives lack is told at once, and none is unpacked of which nothing can be made", async () => {
  const from = await packed((name) =>
    name === "Videos_S1.tgz" || /D3_Positions(_mono)?_S9/.test(name)
  );
  const { lines, to, result } = prepared(from);
  await assertRejects(() => result, UserError, "No sequence of any action can be made");
  const text = lines.join("\n");
  assertStringIncludes(text, "missing: 120 video files of S1");
  assertStringIncludes(text, "missing: 120 poses files of S9");
  assertStringIncludes(text, "0 of 839 sequences can be made, 0 are there; 0 frames to cut (estim");
  assertStringIncludes(text, "S1: its archives are not unpacked");
  assert(!text.includes("unpacking"), text);
  assertEquals(filesBelow(to), []);
});

Deno.test("a damaged archive is named with its subject, and the other subjects are made", async () => {
  const from = await packed(() => false);
  const damaged = join(from, "Videos_S1.tgz");
  Deno.writeFileSync(damaged, Deno.readFileSync(damaged).subarray(0, 20_000));
  const { to, result } = prepared(from, { actions: ["SittingDown"] });
  const { sequences, failed } = await result;
  assertEquals([sequences, failed.map(({ id }) => id)], [4, ["S1"]]);
  assertStringIncludes(failed[0].error, `${damaged} cannot be unpacked`);
  assert(!existsSync(join(to, ".official")));
});

Deno.test("unpacking ends when it is told to, and begins anew the next time", async () => {
  const [from, to] = [folder(), folder()];
  const videos = "S1/Videos";
  Deno.mkdirSync(join(from, videos), { recursive: true });
  const noise = new Uint8Array(2 ** 16);
  for (const name of ["a.mp4", "b.mp4", "c.mp4"]) {
    crypto.getRandomValues(noise); // several pieces of the archive each, for noise is not compressed
    Deno.writeFileSync(join(from, videos, name), noise);
    for (let i = 0; i < 15; i++) {
      Deno.writeFileSync(join(from, videos, name), noise, { append: true });
    }
  }
  await tar("-czf", join(from, "Videos_S1.tgz"), "-C", from, "S1");
  const { archives } = findArchives(from);
  const stop = new AbortController(), reason = new UserError("Stopped");
  const all = ["a.mp4", "b.mp4", "c.mp4"].map((name) => `${videos}/${name}`);
  const asked: string[] = [];
  const paths: ReadonlySet<string> = Object.assign(new Set(all), {
    has(path: string) {
      asked.push(path);
      if (path === all[0]) stop.abort(reason);
      return all.includes(path);
    },
  });
  const error = await assertRejects(() =>
    unpackSubject(archives, "S1", to, { paths, signal: stop.signal })
  );
  assertEquals(error, reason);
  assert(!asked.includes(all[2]), `${asked}`);
  assert(!existsSync(join(to, "S1")));
  await unpackSubject(archives, "S1", to, { paths: new Set(all) });
  assertEquals(filesBelow(to).map(([path]) => path), all.map((path) => `/${path}`));
});
