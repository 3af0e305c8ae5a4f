import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { findFfmpeg, UserError } from "posemachine";
import { ffmpegs } from "../../../lib/data/video/ffmpeg.ts";

/** Runs `body` with environment variables set or, with undefined, unset. */
async function withEnvironment<T>(
  values: Record<string, string | undefined>,
  body: () => Promise<T>,
): Promise<T> {
  const set = (name: string, value: string | undefined) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  const before = Object.keys(values).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(values)) set(name, value);
  try {
    return await body();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}

async function packagedPath(): Promise<string> {
  for await (const { way, found } of ffmpegs()) {
    if (way.startsWith("@") && typeof found !== "string") return found.path;
  }
  throw new Error("the npm package brings no ffmpeg that runs here");
}

Deno.test("without any other, the ffmpeg of the npm package runs as it was installed", async () => {
  const environment = { PATH: "/nowhere", POSEMACHINE_FFMPEG: undefined };
  const found = await withEnvironment(environment, findFfmpeg);
  assertEquals(found.path, await packagedPath());
  assert(found.version !== "", found.version);
});

Deno.test("POSEMACHINE_FFMPEG goes first, and no other is taken when it does not run", async () => {
  const path = await packagedPath();
  const chosen = await withEnvironment({ POSEMACHINE_FFMPEG: path }, findFfmpeg);
  assertEquals(chosen.path, path);
  for (const [program, reason] of [["/nowhere/ffmpeg", "not found"], [Deno.execPath(), "error"]]) {
    const find = () => withEnvironment({ POSEMACHINE_FFMPEG: program }, findFfmpeg);
    const { message } = await assertRejects(find, UserError, `POSEMACHINE_FFMPEG=${program}`);
    assertStringIncludes(message, reason);
    assertStringIncludes(message, "or unset it");
  }
});

Deno.test({
  name: "an ffmpeg on the PATH goes before the packaged one, unless it is broken",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = Deno.makeTempDirSync();
    const environment = { PATH: folder, POSEMACHINE_FFMPEG: undefined };
    try {
      Deno.writeTextFileSync(`${folder}/ffmpeg`, "#!/bin/sh\necho ffmpeg version 99 of mine\n");
      Deno.chmodSync(`${folder}/ffmpeg`, 0o755);
      const found = await withEnvironment(environment, findFfmpeg);
      assertEquals(found, { path: "ffmpeg", version: "99" });
      for (const broken of ["#!/bin/sh\nexit 1\n", "#!/bin/sh\necho hello\n", "no program"]) {
        Deno.writeTextFileSync(`${folder}/ffmpeg`, broken);
        assertEquals((await withEnvironment(environment, findFfmpeg)).path, await packagedPath());
      }
      Deno.chmodSync(`${folder}/ffmpeg`, 0o644);
      assertEquals((await withEnvironment(environment, findFfmpeg)).path, await packagedPath());
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

Deno.test("where there is none, the three ways to get one are named", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const library = new URL("../../../lib/data/video/ffmpeg.ts", import.meta.url);
    const packaged = "data:text/javascript,throw 'Unsupported platform: abacus';";
    const imports = { "@ffmpeg-installer/ffmpeg": packaged };
    Deno.writeTextFileSync(`${folder}/deno.json`, JSON.stringify({ imports }));
    Deno.writeTextFileSync(
      `${folder}/main.ts`,
      `import { findFfmpeg } from "${library}"; await findFfmpeg();`,
    );
    const { stderr, code } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--allow-read", "--allow-env", "--allow-run", "main.ts"],
      cwd: folder,
      env: { PATH: "/nowhere", POSEMACHINE_FFMPEG: "", NO_COLOR: "1" },
    }).output();
    const text = new TextDecoder().decode(stderr);
    assertEquals(code, 1);
    assertStringIncludes(text, "UserError: No ffmpeg to read videos with (on the PATH: not found");
    assertStringIncludes(text, "@ffmpeg-installer/ffmpeg: Unsupported platform: abacus");
    for (const way of ["install ffmpeg", "deno install", "POSEMACHINE_FFMPEG"]) {
      assertStringIncludes(text, way);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
