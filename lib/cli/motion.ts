import { Command } from "commander";
import { gunzipSync, strFromU8 } from "fflate";
import { join } from "node:path";
import { z } from "zod";
import { writeAtomic } from "../atomic_write.ts";
import { clipFromBvh } from "../data/benchmark/cmu_bvh.ts";
import { type Clip, encodeClips } from "../data/benchmark/clips.ts";
import { MOTION_FILE } from "../data/benchmark/motion_file.ts";
import { parseBvh } from "../data/formats/bvh.ts";
import { UserError } from "../errors.ts";
import { runCommand } from "../run_command.ts";

const Mapping = z.enum(["exact", "close", "proxy"]);

const Manifest = z.object({
  clips: z.array(z.object({
    clip: z.string(),
    file: z.string(),
    subject: z.string(),
    description: z.string(),
    h36m_action: z.string().nullable(),
    mapping: z.string(),
  })),
});

const ABOUT = {
  source: "CMU Graphics Lab Motion Capture Database, mocap.cs.cmu.edu; BVH by B. Hahne (cgspeed)",
  acknowledgement: "The data used in this project was obtained from mocap.cs.cmu.edu. " +
    "The database was created with funding from NSF EIA-0196217.",
};

/** One BVH text, gzipped or not. */
function readBvh(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`Cannot read ${path}: ${reason}. Does --bvh name the folder of BVH files?`);
  }
  return strFromU8(path.endsWith(".gz") ? gunzipSync(bytes) : bytes, false);
}

/** All clips that the folder's `manifest.json` lists. */
function readClips(folder: string): Clip[] {
  const path = join(folder, "manifest.json");
  const manifest = Manifest.safeParse(JSON.parse(readBvh(path)));
  if (!manifest.success) {
    throw new UserError(`${path} does not list clips as data/README.md says: ${manifest.error}`);
  }
  return manifest.data.clips.map((entry) => {
    const file = join(folder, entry.file);
    const poses = Float32Array.from(clipFromBvh(parseBvh(readBvh(file), file), file));
    return {
      name: entry.clip,
      subject: entry.subject,
      action: entry.h36m_action,
      mapping: entry.h36m_action ? Mapping.parse(entry.mapping) : null,
      description: entry.description,
      frames: poses.length / 51,
      poses,
    };
  });
}

if (import.meta.main) {
  await runCommand(() => {
    const program = new Command("motion")
      .description("Rebuild the compact motion file in data/ from a folder of CMU BVH files.")
      .requiredOption("--bvh <folder>", "folder with manifest.json and the BVH files it lists")
      .option("--out <file>", "file to write", MOTION_FILE)
      .parse(Deno.args, { from: "user" });
    const options = program.opts<{ bvh: string; out: string }>();
    const clips = readClips(options.bvh);
    const packed = encodeClips(clips, ABOUT);
    writeAtomic(options.out, packed);
    const frames = clips.reduce((sum, clip) => sum + clip.frames, 0);
    console.log(
      `${clips.length} clips, ${frames} frames at 30 a second, ` +
        `${(packed.length / 1e6).toFixed(2)} MB: ${options.out}`,
    );
    return Promise.resolve();
  });
}
