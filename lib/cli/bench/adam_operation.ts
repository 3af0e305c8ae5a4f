import * as tf from "@tensorflow/tfjs";
import { floatType, hasRawOperations, rawBackend } from "../../engine/raw_operations.ts";
import { ADAM, type AdamOptions, clipGradient } from "../../nn/adam.ts";

/** Parameters that are updated by one operation, in TensorFlow's own variables. */
export interface AdamVariables {
  /** One step by a flat gradient, clipped as `adam` clips it; `step` counts from 1. The caller frees both. */
  update(
    gradient: tf.Tensor1D,
    options: { step: number; rate: number; options?: AdamOptions },
  ): { parameters: tf.Tensor1D; norm: tf.Scalar };
  /** Frees the variables. */
  dispose(): void;
}

let made = 0;

/**
 * A candidate for `adam`, timed beside it: `ResourceApplyAdam`, which changes parameters and moments in
 * place. It gives the same numbers, but keeps them out of tfjs's sight. Undefined where there are no raw
 * operations. `parameters` stays as it is.
 */
export function adamVariables(parameters: tf.Tensor1D): AdamVariables | undefined {
  if (!hasRawOperations()) return undefined;
  const backend = rawBackend();
  const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_ATTR_STRING, TF_ATTR_SHAPE, TF_FLOAT } = backend.binding;
  const type = floatType();
  const dtype = { name: "dtype", type: TF_ATTR_TYPE, value: TF_FLOAT };
  const flag = (name: string, value: boolean) => ({ name, type: TF_ATTR_BOOL, value });
  const text = (name: string, value: string) => ({ name, type: TF_ATTR_STRING, value });
  const run = (name: string, attributes: typeof type[], inputs: tf.Tensor[]) =>
    void backend.executeMultipleOutputs(name, attributes, inputs, 0);
  const variable = (start: tf.Tensor1D) => {
    const shape = { name: "shape", type: TF_ATTR_SHAPE, value: start.shape };
    const named = [text("container", ""), text("shared_name", `adam ${made++}`)];
    const handle = backend.executeSingleOutput("VarHandleOp", [...named, dtype, shape], []);
    run("AssignVariableOp", [dtype, flag("validate_shape", false)], [handle, start]);
    return handle;
  };
  const zeros = tf.zeros<tf.Rank.R1>([parameters.size]);
  const handles = [parameters, zeros, zeros].map(variable);
  zeros.dispose();
  return {
    update: (gradient, { step, rate, options = ADAM }) =>
      tf.tidy(() => {
        const { beta1, beta2, epsilon, clipNorm } = options;
        const { norm, clipped } = clipGradient(gradient, clipNorm);
        // Its epsilon stands beside the uncorrected root of the second moment.
        const numbers = [beta1 ** step, beta2 ** step, rate, beta1, beta2];
        const scaled = epsilon * Math.sqrt(1 - beta2 ** step);
        const scalars = [...numbers, scaled].map((value) => tf.scalar(value));
        const how = [type, flag("use_locking", false), flag("use_nesterov", false)];
        run("ResourceApplyAdam", how, [...handles, ...scalars, clipped]);
        const now = backend.executeSingleOutput("ReadVariableOp", [dtype], [handles[0]]);
        return { parameters: now as tf.Tensor1D, norm };
      }),
    dispose() {
      for (const handle of handles) {
        run("DestroyResourceOp", [flag("ignore_lookup_error", true)], [handle]);
      }
      tf.dispose(handles);
    },
  };
}
