import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { benchmark, type BenchmarkOptions, UserError } from "posemachine";

/** Runs `test` with options that cache in a folder of their own, and what was logged. */
async function withCache(
  test: (options: BenchmarkOptions, lines: string[], folder: string) => Promise<void>,
) {
  const folder = await Deno.makeTempDir();
  const lines: string[] = [];
  const options = { split: "test", actors: ["S9"], actions: ["Walking"], trials: 1, frames: 2 };
  try {
    await test(
      {
        ...options as BenchmarkOptions,
        ...{ imageSize: 16, workers: 1, cache: folder, log: (line) => lines.push(line) },
      },
      lines,
      folder,
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const files = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

Deno.test("what was drawn is read back the second time, the same", () =>
  withCache(async (options, lines, folder) => {
    let drawn = 0;
    const first = await benchmark({ ...options, progress: () => drawn++ });
    const second = await benchmark({ ...options, progress: () => drawn++ });
    assertEquals(drawn, 1);
    assertEquals(second, first);
    assertEquals(lines, []);
    assertEquals(files(folder).length, 1);
    assert(files(folder)[0].startsWith("S9-16px-10fps-"));
    await benchmark({ ...options, seed: 2 });
    assertEquals(files(folder).length, 2, "another seed has a file of its own");
  }));

Deno.test("a damaged file is noticed, said in one line and drawn again", () =>
  withCache(async (options, lines, folder) => {
    const first = await benchmark(options);
    const path = `${folder}/${files(folder)[0]}`;
    const whole = await Deno.readFile(path);
    const flipped = whole.slice();
    flipped[whole.length - 7] ^= 1;
    const damages = [flipped, whole.slice(0, -1), whole.slice(0, 100), new Uint8Array(0)];
    for (const [i, bytes] of damages.entries()) {
      await Deno.writeFile(path, bytes);
      assertEquals(await benchmark(options), first);
      assertEquals(lines.length, i + 1);
      assertStringIncludes(lines[i], "is damaged: drawing it again");
      assertEquals(await Deno.readFile(path), whole);
    }
  }));

Deno.test("a file made by other code or motion is noticed and drawn again", () =>
  withCache(async (options, lines, folder) => {
    const first = await benchmark(options);
    const path = `${folder}/${files(folder)[0]}`;
    const bytes = await Deno.readFile(path);
    const head = new TextDecoder().decode(bytes.subarray(0, 200));
    const at = head.indexOf('"fingerprint":"') + 15;
    bytes[at] = bytes[at] === 48 ? 49 : 48;
    await Deno.writeFile(path, bytes);
    assertEquals(await benchmark(options), first);
    assertEquals(lines.length, 1);
    assertStringIncludes(lines[0], "is stale: drawing it again");
  }));

Deno.test("a cache folder that cannot be written is named", () =>
  withCache(async (options, _, folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const cache = `${folder}/file/below`;
    await assertRejects(() => benchmark({ ...options, cache }), UserError, cache);
  }));
