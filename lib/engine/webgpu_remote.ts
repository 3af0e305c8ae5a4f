import * as tf from "@tensorflow/tfjs";
import { UserError } from "../errors.ts";
import type { CallLine } from "./call_line.ts";
import {
  pack,
  type Question,
  type RemoteInput,
  type RemoteTensor,
  type Shipment,
  unpack,
  type WebgpuAdapter,
} from "./webgpu_protocol.ts";

/** What is known here of a tensor's numbers. */
interface Entry {
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
  /** Its number in the Worker. */
  readonly id: number;
  references: number;
  /** The numbers themselves, until a kernel asks for them. */
  values?: tf.backend_util.BackendValues;
}

/**
 * The tfjs backend of a thread whose tensors and kernels are a Worker's. WebGPU gives its results by
 * promise only; here each call sleeps until the Worker has answered, so that `dataSync` works as on every
 * other engine, and an error of the device is thrown by the reading that it would have spoilt.
 */
export class RemoteBackend extends tf.KernelBackend {
  readonly #data = new tf.DataStorage<Entry>(this, tf.engine());
  #freed: number[] = [];
  /** Numbers given here are even, the Worker's odd. */
  #next = 0;

  /** `adapter`: what computes. */
  constructor(readonly line: CallLine, readonly adapter: WebgpuAdapter) {
    super();
  }

  /** Runs a kernel in the Worker. */
  run(
    name: string,
    inputs: tf.NamedTensorInfoMap,
    attributes: unknown,
  ): tf.TensorInfo | tf.TensorInfo[] {
    const sent: Record<string, RemoteInput | undefined> = {};
    for (const [key, input] of Object.entries(inputs)) sent[key] = input && this.#send(input);
    const kernel = { name, inputs: sent, isList: Array.isArray(inputs), attributes };
    const outputs = this.#ask({ kernel }) as RemoteTensor | RemoteTensor[];
    return Array.isArray(outputs)
      ? outputs.map((output) => this.#receive(output))
      : this.#receive(outputs);
  }

  override write(
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
  ): tf.DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: tf.DataId,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    if (dtype === "string" || dtype === "complex64") {
      throw new UserError(`The engine 'webgpu' takes no tensors of type ${dtype}`);
    }
    this.#data.set(dataId, { id: this.#next, shape, dtype, references, values });
    this.#next += 2;
  }

  override readSync(dataId: tf.DataId): tf.backend_util.BackendValues {
    const { id, values } = this.#data.get(dataId);
    // A copy: what the Worker sent is shared memory, which not every function takes.
    return values ?? unpack(this.#ask({ read: id }) as Shipment).slice();
  }

  override read(dataId: tf.DataId): Promise<tf.backend_util.BackendValues> {
    return new Promise((resolve) => resolve(this.readSync(dataId)));
  }

  override disposeData(dataId: tf.DataId, force = false): boolean {
    if (!this.#data.has(dataId)) return true;
    const entry = this.#data.get(dataId);
    if (--entry.references > 0 && !force) return false;
    if (entry.values === undefined) this.#freed.push(entry.id);
    this.#data.delete(dataId);
    return true;
  }

  override refCount(dataId: tf.DataId): number {
    return this.#data.has(dataId) ? this.#data.get(dataId).references : 0;
  }

  override incRef(dataId: tf.DataId): void {
    this.#data.get(dataId).references++;
  }

  override numDataIds(): number {
    return this.#data.numDataIds();
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: false };
  }

  /** How many tensors the Worker holds. */
  remoteTensors(): number {
    return this.#ask({}) as number;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override dispose(): void {}

  #ask(question: Omit<Question, "freed">): unknown {
    const freed = this.#freed;
    this.#freed = [];
    return this.line.ask({ ...question, freed });
  }

  #send({ dataId }: tf.TensorInfo): RemoteInput {
    const entry = this.#data.get(dataId);
    const { id, values, shape, dtype } = entry;
    if (values === undefined) return { id };
    delete entry.values;
    return { id, upload: pack(values as tf.TypedArray, shape, dtype) };
  }

  #receive({ id, shape, dtype }: RemoteTensor): tf.TensorInfo {
    const dataId = {};
    this.#data.set(dataId, { id, shape, dtype, references: 1 });
    return { dataId, shape, dtype };
  }
}
