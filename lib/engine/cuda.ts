import { basename, join } from "node:path";
import { UserError } from "../errors.ts";
import {
  libraryComplete,
  libraryFolder,
  LIBTENSORFLOW_VERSION,
  unpackLibraries,
  wantedPath,
} from "./libtensorflow.ts";
import { type Machine, reasonOf, triedText } from "./machine.ts";
import { PIPS, WHEEL_TARGET } from "./wheel.ts";

/** The name of an NVIDIA GPU, or `undefined` when there is none. */
export async function findGpu(machine: Machine): Promise<string | undefined> {
  const query = ["--query-gpu=name", "--format=csv,noheader"];
  const outcome = await machine.run("nvidia-smi", query, { timeoutSeconds: 10 });
  const name = outcome?.ok ? outcome.output.split("\n")[0].trim() : "";
  if (name !== "") return name;
  return machine.exists("/dev/nvidia0") ? "NVIDIA GPU (no nvidia-smi)" : undefined;
}

/**
 * Puts the CUDA build of libtensorflow and NVIDIA's libraries into the cache folder: several
 * gigabytes, so only on request. pip is needed, because it works out which NVIDIA wheels belong
 * together.
 *
 * @throws {UserError} when pip is missing or the download fails
 */
export async function ensureCudaLibtensorflow(machine: Machine): Promise<string> {
  const folder = libraryFolder(machine, "cuda");
  if (libraryComplete(folder)) return folder;
  const downloads = join(machine.cache, "downloads", "cuda");
  Deno.mkdirSync(downloads, { recursive: true });
  machine.say("  downloading the CUDA wheels with pip (several gigabytes)");
  const tried: { way: string; reason: string }[] = [];
  for (const [command, ...first] of PIPS) {
    const args = [...first, "download", ...WHEEL_TARGET, "--quiet", `--dest=${downloads}`];
    args.push(`tensorflow[and-cuda]==${LIBTENSORFLOW_VERSION}`);
    const outcome = await machine.run(command, args, { timeoutSeconds: 4 * 3600 });
    if (outcome?.ok) {
      const archives = [...Deno.readDirSync(downloads)].map((file) => file.name)
        .filter((name) => /^(tensorflow-|nvidia_).*\.whl$/.test(name)).sort();
      await unpackLibraries(
        machine,
        archives.map((name) => join(downloads, name)),
        folder,
        cudaPath,
      );
      Deno.removeSync(downloads, { recursive: true });
      return folder;
    }
    const reason = outcome ? reasonOf(outcome.output) : "not found";
    tried.push({ way: [command, ...first].join(" "), reason });
  }
  throw new UserError(`Cannot download the CUDA wheels. Tried ${triedText(tried)}`);
}

/** NVIDIA's libraries go beside libtensorflow, whose own run path has that folder. */
function cudaPath(name: string): string | undefined {
  return /^nvidia\/.*\/lib\/[^/]+\.so(\.[\d.]+)?$/.test(name) ? basename(name) : wantedPath(name);
}
