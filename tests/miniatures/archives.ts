import { join } from "node:path";

/** Folder, inside a subject's, of what each archive of Human3.6M holds. */
const ARCHIVES: Readonly<Record<string, string>> = {
  "Poses_D2_Positions": "MyPoseFeatures/D2_Positions",
  "Poses_D3_Positions": "MyPoseFeatures/D3_Positions",
  "Poses_D3_Positions_mono": "MyPoseFeatures/D3_Positions_mono",
  "Poses_D3_Positions_mono_universal": "MyPoseFeatures/D3_Positions_mono_universal",
  "Videos": "Videos",
  "Segments_mat_gt_bb": "MySegmentsMat/ground_truth_bb",
};

/**
 * Packs the miniature of Human3.6M as its archives are commonly named, e.g. `Videos_S1.tgz`, into `folder`
 * with the system's tar; returns their names. Like the real ones they hold paths from the subject on.
 */
export async function packHuman36m(folder: string): Promise<string[]> {
  const root = new URL("human36m/", import.meta.url).pathname;
  const names: string[] = [];
  for (const subject of ["S1", "S9"]) {
    for (const [archive, path] of Object.entries(ARCHIVES)) {
      const name = `${archive}_${subject}.tgz`;
      const args = ["-czf", join(folder, name), "-C", root, join(subject, path)];
      const { success, stderr } = await new Deno.Command("tar", { args }).output();
      if (!success) throw new Error(`tar ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
      names.push(name);
    }
  }
  return names;
}
