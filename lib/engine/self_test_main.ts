// Runs the self-test of one engine in a process of its own, so that an engine that crashes takes
// nobody along: self_test_main.ts ENGINE prints one JSON line; with --reference, the signatures.
import { runCommand } from "../run_command.ts";
import { parseEngineName } from "./engine_names.ts";
import { activate } from "./engine.ts";
import { caseSignatures, selfTest } from "./self_test.ts";
import { SELF_TEST_CASES } from "./self_test_cases.ts";

await runCommand(async () => {
  const engine = await activate(parseEngineName(Deno.args[0] ?? "", "the first argument"));
  if (Deno.args[1] === "--reference") {
    const rounded = (values: number[]) => values.map((value) => Number(value.toPrecision(9)));
    for (const test of SELF_TEST_CASES) {
      for (const [name, values] of Object.entries(caseSignatures(test))) {
        console.log(JSON.stringify({ [name]: rounded(values) }));
      }
    }
  } else {
    console.log(JSON.stringify({ ...engine, ...selfTest() }));
  }
});
