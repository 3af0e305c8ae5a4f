import * as tf from "@tensorflow/tfjs";

/** One attribute of a raw TensorFlow operation, as the addon takes it. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | number[] | string | boolean;
}

/** What tfjs-node's backend offers beyond tfjs's interface: any TensorFlow operation by its name. */
interface RawBackend {
  readonly binding: Readonly<
    Record<
      | "TF_ATTR_TYPE"
      | "TF_ATTR_INT"
      | "TF_ATTR_FLOAT"
      | "TF_ATTR_STRING"
      | "TF_ATTR_BOOL"
      | "TF_ATTR_SHAPE"
      | "TF_FLOAT"
      | "TF_INT64",
      number
    >
  >;
  /** What it holds of a tensor; `values` until an operation takes it. */
  readonly tensorMap: {
    get(id: object): { dtype: number; values: ArrayBufferView | null } | undefined;
  };
  executeSingleOutput(name: string, attributes: Attribute[], inputs: unknown[]): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: Attribute[],
    inputs: unknown[],
    outputs: number,
  ): tf.Tensor[];
}

/** Whether raw operations can be had: on the native engine only. */
export function hasRawOperations(): boolean {
  return tf.getBackend() === "tensorflow";
}

/** The native engine's backend; only where {@link hasRawOperations}. */
export function rawBackend(): RawBackend {
  return tf.backend() as unknown as RawBackend;
}

/** The attribute that names the number type of nearly every operation, `T`: 32-bit floats. */
export function floatType(): Attribute {
  const { TF_ATTR_TYPE, TF_FLOAT } = rawBackend().binding;
  return { name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT };
}
