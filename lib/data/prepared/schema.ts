// What a prepared data set's own files may hold.
import { z } from "zod";

const count = z.number().int().nonnegative();
const numbers = (length: number) => z.array(z.number()).length(length);

/** A calibrated camera, as `Camera`. */
const CAMERA = z.strictObject({
  rotation: numbers(9),
  position: numbers(3),
  focal: z.tuple([z.number(), z.number()]),
  centre: z.tuple([z.number(), z.number()]),
  radial: z.tuple([z.number(), z.number(), z.number()]),
  tangential: z.tuple([z.number(), z.number()]),
  width: count,
  height: count,
});

/** What a sequence's file says of it beside its numbers. */
export const SEQUENCE = z.strictObject({
  id: z.string(),
  actor: z.string(),
  action: z.string(),
  trial: count,
  camera: count,
  calibration: CAMERA,
});

/** What tells prepared sequences and stills apart. */
export const FORMAT = "posemachine data set", STILLS_FORMAT = "posemachine stills";

/** `dataset.json` of a prepared folder: what all its sequences share. */
export const DATASET = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  /** Such as `Human3.6M`. */
  name: z.string(),
  /** Such as `H36M-17`. */
  skeleton: z.string(),
  /** Side of the pictures, px. */
  imageSize: count,
  pictures: z.enum(["rgb", "jpeg"]),
  /** Frames a second of the videos that the frame numbers count. */
  videoFps: z.number().positive(),
  /** Which poses, crops and frames were taken; for people, and to refuse a mixture. */
  settings: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** What `dataset.json` holds. */
export type PreparedAbout = z.infer<typeof DATASET>;
