// Cuts crops out of picture files in a thread of its own: files and their squares in, all crops out.
import { UserError } from "../../errors.ts";
import { serveJobs } from "../../workers/serve_jobs.ts";
import { packCrops } from "../video/packed_crops.ts";
import type { Picture } from "../video/picture.ts";
import { cropSquare } from "../video/square_crops.ts";
import type { PictureCropJob } from "./crop_jobs.ts";
import { readPicture } from "./picture_file.ts";

async function read(path: string): Promise<Picture> {
  try {
    return await readPicture(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}, or remove it to do without its people`);
  }
}

async function* cropsOf({ pictures, size }: PictureCropJob) {
  for (const { path, crops } of pictures) {
    const picture = await read(path);
    for (const crop of crops) yield { rgb: cropSquare(picture, crop, size) };
  }
}

serveJobs((job: PictureCropJob) => packCrops(cropsOf(job), job.size, job.quality));
