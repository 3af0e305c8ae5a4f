import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { UserError } from "../../lib/errors.ts";
import { obtainWheel, sha256, type Wheel } from "../../lib/engine/wheel.ts";
import { fakeMachine, withFolder } from "./fake_machine.ts";

const content = new TextEncoder().encode("the wheel's bytes");
const wheel: Wheel = {
  project: "some-project",
  version: "1.2.3",
  filename: "some_project-1.2.3-any.whl",
  sha256: createHash("sha256").update(content).digest("hex"),
  megabytes: 1,
};

/** A pip that "downloads" these bytes. */
const pip = (bytes: Uint8Array) => (args: string[]) => {
  const folder = args.find((arg) => arg.startsWith("--dest="))!.slice(7);
  Deno.writeFileSync(`${folder}/${wheel.filename}`, bytes);
  return { ok: true, output: "" };
};

/** An index that answers in JSON or HTML and serves the file, whole or from an offset. */
function index(page: string, asked: string[]) {
  return (url: string, init?: RequestInit) => {
    const range = new Headers(init?.headers).get("Range");
    asked.push(range ? `${url} ${range}` : url);
    if (url.endsWith("/")) return Promise.resolve(new Response(page));
    const start = range ? Number(/bytes=(\d+)-/.exec(range)![1]) : 0;
    return Promise.resolve(new Response(content.slice(start), { status: range ? 206 : 200 }));
  };
}
const html = `<a href="../../packages/${wheel.filename}#sha256=00">${wheel.filename}</a>`;
const json = JSON.stringify({
  files: [
    { filename: "some_project-1.2.2-any.whl", url: "https://files/some_project-1.2.2-any.whl" },
    { filename: wheel.filename, url: `https://files/${wheel.filename}` },
  ],
});

Deno.test("pip downloads, and is asked for one version whatever Python runs it", () =>
  withFolder(async (folder) => {
    const machine = fakeMachine(folder, { pip3: pip(content) });
    const path = await obtainWheel(machine, wheel, `${folder}/downloads`);
    assertEquals(Deno.readFileSync(path), content);
    assertEquals(machine.runs.length, 2); // python3 -m pip is not there
    assertStringIncludes(machine.runs[1], "--python-version=3.11");
    assertStringIncludes(machine.runs[1], "some-project==1.2.3");
    const again = fakeMachine(folder, {});
    assertEquals(await obtainWheel(again, wheel, `${folder}/downloads`), path);
    assertEquals(again.runs, []);
  }));

Deno.test("without pip the file comes from the index's page, in JSON or HTML", () =>
  withFolder(async (folder) => {
    for (const [page, address] of [[json, "https://files"], [html, "https://pypi.org/packages"]]) {
      const asked: string[] = [];
      const machine = fakeMachine(folder, {}, { fetch: index(page, asked) });
      const path = await obtainWheel(machine, wheel, `${folder}/${asked.length}${page.length}`);
      assertEquals(await sha256(path), wheel.sha256);
      assertEquals(asked, [
        "https://pypi.org/simple/some-project/",
        `${address}/${wheel.filename}`,
      ]);
    }
  }));

Deno.test("an interrupted download goes on where it stopped, at the mirror that the user named", () =>
  withFolder(async (folder) => {
    const asked: string[] = [];
    const machine = fakeMachine(folder, {}, {
      fetch: index(json, asked),
      env: (name) => name === "PIP_INDEX_URL" ? "https://mirror/simple/" : undefined,
    });
    Deno.writeFileSync(`${folder}/${wheel.filename}.partial`, content.subarray(0, 5));
    const path = await obtainWheel(machine, wheel, folder);
    assertEquals(Deno.readFileSync(path), content);
    assertEquals(asked[0], "https://mirror/simple/some-project/");
    assert(asked[1].endsWith("bytes=5-"));
  }));

Deno.test("other bytes than expected are thrown away, from pip as from the index", () =>
  withFolder(async (folder) => {
    const other = new TextEncoder().encode("not the wheel");
    const machine = fakeMachine(folder, { pip: pip(other) }, {
      fetch: (url) => Promise.resolve(new Response(url.endsWith("/") ? json : other)),
    });
    const error = await assertRejects(() => obtainWheel(machine, wheel, folder), UserError);
    const both = "pip, https://pypi.org/simple: the download has another SHA-256";
    assertStringIncludes(error.message, both);
    assertEquals([...Deno.readDirSync(folder)], []);
  }));

Deno.test("no network: one message names every way, its reason and the remedy", () =>
  withFolder(async (folder) => {
    const failing = () => ({
      ok: false,
      output: "WARNING: retrying\nERROR: No matching version\n",
    });
    const machine = fakeMachine(folder, { python3: failing, pip: failing });
    const error = await assertRejects(() => obtainWheel(machine, wheel, folder), UserError);
    assertStringIncludes(error.message, "python3 -m pip, pip: ERROR: No matching version");
    assertStringIncludes(error.message, "pip3: not found");
    assertStringIncludes(error.message, "https://pypi.org/simple: no network");
    assertStringIncludes(error.message, "deno task setup --force");
    assertStringIncludes(error.message, folder);
  }));
