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
import { obtainWheel, PIPS, type Wheel } from "./wheel.ts";

const CUDA_WHEEL: Wheel = {
  project: "tensorflow",
  version: LIBTENSORFLOW_VERSION,
  filename: "tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl",
  sha256: "9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124",
  megabytes: 572,
};

/** What that wheel asks for as `tensorflow[and-cuda]`, but for the compiler, which only XLA uses. */
const NVIDIA_WHEELS = [
  "nvidia-cublas-cu12>=12.5.3.2,<13",
  "nvidia-cuda-cupti-cu12>=12.5.82,<13",
  "nvidia-cuda-nvrtc-cu12>=12.5.82,<13",
  "nvidia-cuda-runtime-cu12>=12.5.82,<13",
  "nvidia-cudnn-cu12>=9.3.0.75,<10",
  "nvidia-cufft-cu12>=11.2.3.61,<12",
  "nvidia-curand-cu12>=10.3.6.82,<11",
  "nvidia-cusolver-cu12>=11.6.3.83,<12",
  "nvidia-cusparse-cu12>=12.5.1.3,<13",
  "nvidia-nccl-cu12>=2.27.7,<3",
  "nvidia-nvjitlink-cu12>=12.5.82,<13",
];

/** The platforms that NVIDIA's wheels are made for; all of them run where TensorFlow's does. */
const PLATFORMS = ["_2_27", "_2_24", "_2_17", "2014", "_2_5", "1"]
  .map((version) => `--platform=manylinux${version}_x86_64`);

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
 * gigabytes, so only on request. pip is needed, to pick NVIDIA's versions.
 *
 * @throws {UserError} when pip is missing or the download fails
 */
export async function ensureCudaLibtensorflow(machine: Machine): Promise<string> {
  const folder = libraryFolder(machine, "cuda");
  if (libraryComplete(folder)) return folder;
  const downloads = join(machine.cache, "downloads", "cuda");
  machine.say("  downloading TensorFlow's CUDA wheel and NVIDIA's libraries (several gigabytes)");
  const archives = [await obtainWheel(machine, CUDA_WHEEL, downloads)];
  await downloadNvidia(machine, downloads);
  for (const { name } of Deno.readDirSync(downloads)) {
    if (/^nvidia_.*\.whl$/.test(name)) archives.push(join(downloads, name));
  }
  await unpackLibraries(machine, archives, folder, cudaPath);
  Deno.removeSync(downloads, { recursive: true });
  return folder;
}

async function downloadNvidia(machine: Machine, downloads: string): Promise<void> {
  const tried: { way: string; reason: string }[] = [];
  for (const [command, ...first] of PIPS) {
    const args = [
      ...first,
      "download",
      "--no-deps",
      "--only-binary=:all:",
      ...PLATFORMS,
      "--quiet",
    ];
    args.push(
      "--python-version=3.11",
      "--implementation=py",
      `--dest=${downloads}`,
      ...NVIDIA_WHEELS,
    );
    const outcome = await machine.run(command, args, { timeoutSeconds: 4 * 3600 });
    if (outcome?.ok) return;
    const reason = outcome ? reasonOf(outcome.output) : "not found";
    tried.push({ way: [command, ...first].join(" "), reason });
  }
  throw new UserError(`Cannot download NVIDIA's libraries. Tried ${triedText(tried)}`);
}

/** NVIDIA's libraries go beside libtensorflow, whose own run path has that folder. */
function cudaPath(name: string): string | undefined {
  return /^nvidia\/.*\/lib\/[^/]+\.so(\.[\d.]+)?$/.test(name) ? basename(name) : wantedPath(name);
}
