import * as tf from "@tensorflow/tfjs";
import { type Attribute, hasRawOperations, rawBackend } from "../engine/raw_operations.ts";

/**
 * What a fully connected network does to one row at a time. There the work of an operation is small and
 * what it costs to start one decides, so on the native engine these call TensorFlow's operations
 * directly, with the attributes that are not the default alone: two thirds of the time of tfjs's own
 * functions, and for the gradient of a ReLU a tenth.
 */
export interface RowOperations {
  add(a: tf.Tensor, b: tf.Tensor): tf.Tensor;
  subtract(a: tf.Tensor, b: tf.Tensor): tf.Tensor;
  scale(a: tf.Tensor, factor: tf.Scalar): tf.Tensor;
  matMul(a: tf.Tensor, b: tf.Tensor): tf.Tensor;
  /** aᵀ·b */
  matMulTransposedA(a: tf.Tensor, b: tf.Tensor): tf.Tensor;
  /** a·bᵀ */
  matMulTransposedB(a: tf.Tensor, b: tf.Tensor): tf.Tensor;
  relu(a: tf.Tensor): tf.Tensor;
  /** The gradient before a ReLU from that after it and its output. */
  reluGradient(g: tf.Tensor, output: tf.Tensor): tf.Tensor;
  /** Half the sum of squares, a scalar. */
  halfSquare(a: tf.Tensor): tf.Tensor;
}

const PORTABLE: RowOperations = {
  add: (a, b) => tf.add(a, b),
  subtract: (a, b) => tf.sub(a, b),
  scale: (a, factor) => tf.mul(a, factor),
  matMul: (a, b) => tf.matMul(a, b),
  matMulTransposedA: (a, b) => tf.matMul(a, b, true),
  matMulTransposedB: (a, b) => tf.matMul(a, b, false, true),
  relu: (a) => tf.relu(a),
  reluGradient: (g, output) => tf.mul(g, tf.sign(output)),
  halfSquare: (a) => tf.mul(tf.sum(tf.square(a)), 0.5),
};

function native(): RowOperations {
  const backend = rawBackend();
  const flag = (
    name: string,
  ): Attribute[] => [{ name, type: backend.binding.TF_ATTR_BOOL, value: true }];
  const [transposeA, transposeB] = [flag("transpose_a"), flag("transpose_b")];
  const run = (name: string, inputs: tf.Tensor[], attributes: Attribute[] = []) =>
    backend.executeSingleOutput(name, attributes, inputs);
  return {
    add: (a, b) => run("AddV2", [a, b]),
    subtract: (a, b) => run("Sub", [a, b]),
    scale: (a, factor) => run("Mul", [a, factor]),
    matMul: (a, b) => run("MatMul", [a, b]),
    matMulTransposedA: (a, b) => run("MatMul", [a, b], transposeA),
    matMulTransposedB: (a, b) => run("MatMul", [a, b], transposeB),
    relu: (a) => run("Relu", [a]),
    reluGradient: (g, output) => run("ReluGrad", [g, output]),
    halfSquare: (a) => run("L2Loss", [a]),
  };
}

/** Those of the current engine. */
export function rowOperations(): RowOperations {
  return hasRawOperations() ? native() : PORTABLE;
}
