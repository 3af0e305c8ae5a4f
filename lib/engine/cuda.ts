import { join } from "node:path";
import { UserError } from "../errors.ts";
import { addonOrigin } from "./addon.ts";
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

/** How to get the CUDA build. */
export const FOR_THE_GPU = "For the GPU run `deno task setup --cuda` (downloads several gigabytes)";

/** Why the CUDA build may see no GPU. */
export const NO_CUDA_DEVICE = "CUDA 12 needs a GPU that `nvidia-smi` shows, with NVIDIA's driver " +
  "525.60 or later, and that CUDA_VISIBLE_DEVICES does not hide";

/** The name of an NVIDIA GPU, or `undefined` when there is none. */
export async function findGpu(machine: Machine): Promise<string | undefined> {
  const query = ["--query-gpu=name", "--format=csv,noheader"];
  const outcome = await machine.run("nvidia-smi", query, { timeoutSeconds: 10 });
  const name = outcome?.ok ? outcome.output.split("\n")[0].trim() : "";
  if (name !== "") return name;
  return machine.exists("/dev/nvidia0") ? "NVIDIA GPU (no nvidia-smi)" : undefined;
}

/** The folder of the CUDA build of libtensorflow, which the addon is linked against. */
function cudaLibrary(machine: Machine): string {
  return join(libraryFolder(machine, "cuda"), "tensorflow");
}

/** Whether the addon at `addon` is linked against the CUDA build. */
export function usesCuda(addon: string): boolean {
  return /-cuda[/\\]tensorflow$/.test(addonOrigin(addon)?.library ?? "");
}

/**
 * Puts the CUDA build of libtensorflow and NVIDIA's libraries into the cache folder: several
 * gigabytes, so only on request. pip is needed, to pick NVIDIA's versions.
 *
 * @returns the folder to link against
 * @throws {UserError} when pip is missing or the download fails
 */
export async function ensureCudaLibtensorflow(
  machine: Machine,
  wheel = CUDA_WHEEL,
): Promise<string> {
  const folder = libraryFolder(machine, "cuda");
  if (libraryComplete(folder)) return cudaLibrary(machine);
  const downloads = join(machine.cache, "downloads", "cuda");
  machine.say("  downloading TensorFlow's CUDA wheel and NVIDIA's libraries (several gigabytes)");
  const archives = [await obtainWheel(machine, wheel, downloads)];
  await downloadNvidia(machine, downloads);
  for (const { name } of Deno.readDirSync(downloads)) {
    if (/^nvidia_.*\.whl$/.test(name)) archives.push(join(downloads, name));
  }
  await unpackLibraries(machine, archives, folder, cudaPath);
  Deno.removeSync(downloads, { recursive: true });
  return cudaLibrary(machine);
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

/**
 * The wheels' own folders, side by side: libtensorflow looks for NVIDIA's libraries in
 * `../nvidia/cublas/lib` and the like, seen from its own folder, and nowhere else.
 */
function cudaPath(name: string): string | undefined {
  if (/^nvidia\/[^/]+\/lib\/[^/]+\.so(\.[\d.]+)?$/.test(name)) return name;
  const path = wantedPath(name);
  return path === undefined ? undefined : `tensorflow/${path}`;
}

/** What the CUDA build reads when it is loaded. What the user has set stays. */
const VARIABLES = {
  // Else matrices are multiplied with 10 of the 23 bits after the point, which the self-test refuses.
  NVIDIA_TF32_OVERRIDE: "0",
  // Else the first process takes the whole memory of the GPU.
  TF_FORCE_GPU_ALLOW_GROWTH: "true",
};

/** Sets what a CUDA build is to find in the environment, to be called before it is loaded. */
export function prepareCuda(): void {
  for (const [name, value] of Object.entries(VARIABLES)) {
    if (Deno.env.get(name) === undefined) Deno.env.set(name, value);
  }
}
