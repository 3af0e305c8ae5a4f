import { assertEquals, assertStringIncludes } from "@std/assert";
import { installKernel } from "../../lib/notebook/install_kernel.ts";

Deno.test({
  name: "the kernel is installed once, kept, and replaced when its binary is gone",
  ignore: Deno.build.os !== "linux", // only there does a variable say where Jupyter keeps its data
  fn: kernelIsInstalled,
});

async function kernelIsInstalled() {
  const data = Deno.makeTempDirSync(), before = Deno.env.get("XDG_DATA_HOME");
  Deno.env.set("XDG_DATA_HOME", data);
  try {
    const first = await installKernel();
    assertStringIncludes(first.file, data);
    assertEquals(first.kept, false);
    assertEquals((await installKernel()).kept, true);
    const kernel = JSON.parse(Deno.readTextFileSync(first.file));
    kernel.argv[0] = `${data}/gone`;
    Deno.writeTextFileSync(first.file, JSON.stringify(kernel));
    const mended = await installKernel();
    assertEquals([mended.kept, mended.binary], [false, first.binary]);
  } finally {
    if (before === undefined) Deno.env.delete("XDG_DATA_HOME");
    else Deno.env.set("XDG_DATA_HOME", before);
    Deno.removeSync(data, { recursive: true });
  }
}
