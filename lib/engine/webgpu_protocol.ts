import type { AnsweringEnd } from "./call_line.ts";
import type { DataType } from "@tensorflow/tfjs";

/** Numbers on their way between the threads; the type of array follows from `dtype`. */
export interface Shipment {
  readonly data: SharedArrayBuffer;
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** A tensor that the Worker holds. */
export interface RemoteTensor {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: DataType;
}

/** A kernel's input: a tensor that the Worker holds, or one that it gets herewith and shall hold as `id`. */
export interface RemoteInput {
  readonly id: number;
  readonly upload?: Shipment;
}

/** What the Worker is asked: to run a kernel, to read a tensor, or else how many tensors it holds. */
export interface Question {
  /** Tensors that it shall forget first. */
  readonly freed: readonly number[];
  readonly read?: number;
  readonly kernel?: {
    readonly name: string;
    /** As the kernel takes them: by name, or, where it takes a list, by number. */
    readonly inputs: Readonly<Record<string, RemoteInput | undefined>>;
    readonly isList: boolean;
    readonly attributes: unknown;
  };
}

/** What computes, as its driver describes it. */
export interface WebgpuAdapter {
  readonly name: string;
  /** Whether it is a program on the CPU. */
  readonly software: boolean;
}

/** What the Worker is started with. */
export interface WebgpuStart {
  readonly line: AnsweringEnd;
}

/** What it says once it is ready to answer, or why it never will be. */
export interface WebgpuReady {
  readonly adapter?: WebgpuAdapter;
  readonly kernels?: readonly string[];
  readonly problem?: string;
}

/** The numbers of a shipment, in an array over the memory that both threads see. */
export function unpack({ data, dtype }: Shipment): Float32Array | Int32Array | Uint8Array {
  if (dtype === "int32") return new Int32Array(data);
  return dtype === "bool" ? new Uint8Array(data) : new Float32Array(data);
}

/** Puts numbers into memory that both threads see. */
export function pack(
  values: ArrayLike<number>,
  shape: readonly number[],
  dtype: DataType,
): Shipment {
  const bytes = values.length * (dtype === "bool" ? 1 : 4);
  const shipment = { data: new SharedArrayBuffer(bytes), shape, dtype };
  unpack(shipment).set(values);
  return shipment;
}
