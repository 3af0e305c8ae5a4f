import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { zipSync } from "fflate";
import { UserError } from "../lib/errors.ts";
import { extractEntry, listZip } from "../lib/zip.ts";
import { withFolder } from "./engine/fake_machine.ts";

const text = new TextEncoder().encode("a line that repeats itself\n".repeat(100_000));
const bytes = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) >> 3);

function exists(path: string): boolean {
  return [...Deno.readDirSync(path.replace(/\/[^/]*$/, ""))].some((f) =>
    path.endsWith(`/${f.name}`)
  );
}

/** An archive by another library: one file deflated, one stored. */
function writeArchive(path: string): Uint8Array {
  const archive = zipSync({ "folder/text.txt": text, "raw.bin": [bytes, { level: 0 }] });
  Deno.writeFileSync(path, archive);
  return archive;
}

Deno.test("an archive made by fflate is listed and unpacked to the same bytes", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.zip`;
    writeArchive(path);
    const entries = listZip(path);
    assertEquals(entries.map((entry) => [entry.name, entry.size, entry.method]), [
      ["folder/text.txt", text.length, 8],
      ["raw.bin", bytes.length, 0],
    ]);
    for (const [index, expected] of [text, bytes].entries()) {
      const target = `${folder}/out/deep/${index}`;
      await extractEntry(path, entries[index], target);
      assertEquals(Deno.readFileSync(target), expected);
    }
  }));

Deno.test("a damaged byte is noticed and the half-written file removed", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.zip`;
    const archive = writeArchive(path);
    const entry = listZip(path)[1];
    archive[entry.offset + 100] ^= 1; // within the stored file
    Deno.writeFileSync(path, archive);
    await assertRejects(
      () => extractEntry(path, entry, `${folder}/b`),
      UserError,
      "raw.bin is damaged",
    );
    assertEquals(exists(`${folder}/b`), false);
  }));

Deno.test("a truncated archive, an empty file and no archive at all are refused by name", () =>
  withFolder((folder) => {
    const path = `${folder}/a.zip`;
    const archive = writeArchive(path);
    for (const content of [archive.subarray(0, archive.length - 60), new Uint8Array(0), text]) {
      Deno.writeFileSync(path, content);
      assertThrows(() => listZip(path), UserError, `Cannot unpack ${path}`);
    }
    assertThrows(() => listZip(`${folder}/missing.zip`), UserError, "missing.zip");
  }));

Deno.test("an archive cut inside a file is noticed while unpacking", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.zip`;
    const archive = writeArchive(path);
    const entry = listZip(path)[1];
    Deno.writeFileSync(path, archive.subarray(0, entry.offset + 200));
    await assertRejects(
      () => extractEntry(path, entry, `${folder}/b`),
      UserError,
      "ends too early",
    );
    assertEquals(exists(`${folder}/b`), false);
  }));
