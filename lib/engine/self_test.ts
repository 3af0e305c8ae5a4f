import * as tf from "@tensorflow/tfjs";
import { createRng } from "../random.ts";
import { SELF_TEST_CASES, type SelfTestCase, selfTestInputs } from "./self_test_cases.ts";
import reference from "./self_test_reference.json" with { type: "json" };

/** What a self-test found. */
export interface SelfTestResult {
  /** Tensors compared: every output, and the gradient by every input. */
  readonly checks: number;
  /** The worst error, as a part of the reference tensor's norm. */
  readonly worst: number;
  /** One line for each tensor that is wrong. */
  readonly failures: readonly string[];
}

/** The part of a tensor's norm by which it may differ from the reference. */
export const SELF_TEST_TOLERANCE = 1e-4;

const PROJECTIONS = 4;

/**
 * A tensor in five numbers: its norm and four projections on random directions. An error whose norm
 * is a part e of the tensor's moves the projections by about e of the norm, wherever it sits.
 */
export function signature(values: ArrayLike<number>, seed: string): number[] {
  const rng = createRng("signature", seed);
  const projections = new Array<number>(PROJECTIONS).fill(0);
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    squares += values[i] ** 2;
    for (let p = 0; p < PROJECTIONS; p++) projections[p] += values[i] * rng.normal();
  }
  return [Math.sqrt(squares), ...projections];
}

/** The signatures of a case's output and of its gradients on the engine that runs. */
export function caseSignatures(test: SelfTestCase): Record<string, number[]> {
  return tf.tidy(() => {
    const inputs = selfTestInputs(test);
    const output = test.run(...inputs);
    const result: Record<string, number[]> = {
      [test.name]: signature(output.dataSync(), test.name),
    };
    if (test.gradient === false) return result;
    // A random upstream gradient, so that no error cancels in a plain sum.
    const rng = createRng("self-test", test.name, "upstream");
    const upstream = Float32Array.from({ length: output.size }, () => rng.normal());
    const gradients = tf.grads((...x) => test.run(...x))(inputs, tf.tensor(upstream, output.shape));
    gradients.forEach((gradient, index) => {
      const name = `${test.name}: gradient ${index + 1}`;
      result[name] = signature(gradient.dataSync(), name);
    });
    return result;
  });
}

/** Compares forward and gradient of each operation with the stored reference values (about 1 s). */
export function selfTest(cases: readonly SelfTestCase[] = SELF_TEST_CASES): SelfTestResult {
  const expected: Record<string, number[]> = reference;
  const failures: string[] = [];
  let checks = 0, worst = 0;
  for (const test of cases) {
    try {
      for (const [name, [norm, ...projections]] of Object.entries(caseSignatures(test))) {
        checks++;
        const [expectedNorm, ...expectedProjections] = expected[name] ?? [NaN];
        const differences = expectedProjections.map((value, i) => Math.abs(value - projections[i]));
        const error = Math.max(Math.abs(norm - expectedNorm), ...differences) / expectedNorm;
        if (error <= SELF_TEST_TOLERANCE) worst = Math.max(worst, error);
        else failures.push(`${name}: off by ${error.toExponential(1)} of its norm`);
      }
    } catch (error) {
      failures.push(`${test.name}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { checks, worst, failures };
}
