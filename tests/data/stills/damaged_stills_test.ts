import { assert } from "@std/assert";
import { fileURLToPath } from "node:url";
import { prepareMpii } from "../../../lib/data/mpii/prepare_mpii.ts";
import { openStills } from "../../../lib/data/stills/open_stills.ts";
import { UserError } from "../../../lib/errors.ts";
import { mutationCount, mutations } from "../formats/mutations.ts";
import { filesBelow } from "../prepared/files_below.ts";

const MINIATURE = fileURLToPath(new URL("../../miniatures/mpii", import.meta.url));

for (const [kind, size] of [["bytes", 8], ["JPEGs", 136]] as const) {
  Deno.test(`damaged stills are read as whole ones, or refused with their name: ${kind}`, async () => {
    const to = Deno.makeTempDirSync({ prefix: "posemachine" });
    await prepareMpii({ from: MINIATURE, to, size });
    const [[name, whole]] = filesBelow(to).filter(([path]) => path.endsWith(".safetensors"));
    const path = to + name, count = mutationCount(100), outcome = { refused: 0, read: 0 };
    for (const bytes of mutations(whole, count, 8)) {
      Deno.writeFileSync(path, bytes);
      try {
        const stills = openStills(to);
        const pictures = new Uint8Array(stills.count * size * size * 3);
        await stills.readPictures([...Array(stills.count).keys()], pictures);
        outcome.read++;
      } catch (error) {
        assert(error instanceof UserError, String((error as Error).stack));
        assert(error.message.includes(to), error.message);
        outcome.refused++;
      }
    }
    assert(outcome.refused > count / 10 && outcome.read > count / 20, JSON.stringify(outcome));
  });
}
