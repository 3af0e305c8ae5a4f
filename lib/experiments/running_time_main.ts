// Measures Table 4 on the engine that the environment asks for; its one argument and its last line are JSON.
import { runCommand } from "../run_command.ts";
import { measureRunningTimes, TABLE_4 } from "./running_time.ts";
import type { ProcessOptions } from "./running_time_beside.ts";
import { timedClip } from "./timed_methods/timed_clip.ts";

await runCommand(async () => {
  const { frames, ...options }: ProcessOptions = JSON.parse(Deno.args[0]);
  console.log(
    JSON.stringify(await measureRunningTimes(TABLE_4, await timedClip({ frames }), options)),
  );
});
