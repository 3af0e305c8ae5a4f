import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { zipSync } from "fflate";
import { extractEntry } from "../lib/engine/extract_entry.ts";
import { UserError } from "../lib/errors.ts";
import { listZip, readEntry } from "../lib/zip.ts";
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
      assertEquals(readEntry(path, entries[index]), expected);
      const target = `${folder}/out/deep/${index}`;
      await extractEntry(path, entries[index], target, "Delete it");
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
      () => extractEntry(path, entry, `${folder}/b`, "Delete it"),
      UserError,
      "raw.bin is damaged. Delete it",
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
      () => extractEntry(path, entry, `${folder}/b`, "Delete it"),
      UserError,
      "ends too early",
    );
    assertEquals(exists(`${folder}/b`), false);
  }));

Deno.test("sizes, methods and places that an archive only claims are refused before unpacking", () =>
  withFolder((folder) => {
    const path = `${folder}/a.zip`, size = text.length;
    /** What reading says when `value` overwrites a number of the first line of the directory. */
    const refusal = (offset: number, value: number, from = "directory", bits = 32) => {
      const archive = writeArchive(path), view = new DataView(archive.buffer);
      const starts = { file: 0, directory: view.getUint32(archive.length - 6, true) };
      const at = offset + (from === "end" ? archive.length : starts[from as "file"]);
      if (bits === 32) view.setUint32(at, value, true);
      else view.setUint16(at, value, true);
      Deno.writeFileSync(path, archive);
      const read = () => listZip(path).map((entry) => readEntry(path, entry));
      return assertThrows(read, UserError, `Cannot unpack ${path}: `).message;
    };
    const again = "folder/text.txt is damaged. Copy or download it again";
    assertStringIncludes(
      refusal(24, 4e9),
      "folder/text.txt claims 4000000000 bytes, more than its",
    );
    assertStringIncludes(refusal(24, size - 9), `is damaged (more than its ${size - 9} bytes)`);
    assertStringIncludes(refusal(24, size + 9), again);
    assertStringIncludes(refusal(16, 7), again);
    assertStringIncludes(refusal(20, 3000), "folder/text.txt is damaged (");
    assertStringIncludes(refusal(20, 3e9), "the archive ends too early");
    assertStringIncludes(refusal(42, 3e9), "the archive ends too early");
    assertStringIncludes(refusal(42, 5), "folder/text.txt does not start at byte 5");
    assertStringIncludes(refusal(24, 0xffffffff), "(zip64). Write it again in smaller parts");
    assertStringIncludes(refusal(0, 7), "its directory is damaged at byte ");
    assertStringIncludes(refusal(28, 0xffff), "its directory is damaged at byte ");
    assertStringIncludes(refusal(10, 12, "directory", 16), "method 12, expected 0 (stored) or 8");
    assertStringIncludes(refusal(6, 1, "file", 16), "folder/text.txt is encrypted. Write it ");
    assertStringIncludes(refusal(-10, 4e9, "end"), "the archive ends too early");
    assertStringIncludes(refusal(-6, 0xffffffff, "end"), "zip64");
  }));
