import * as tf from "@tensorflow/tfjs";
import { leaves, type Tree } from "../nn/tree.ts";
import { hearUses } from "../nn/weight_uses.ts";

/** How much work one layer is. */
export interface LayerMultiplyAdds {
  /** Its path in the parameters, such as `psiR/trunk/conv1_1`; of a sum, the part of it that is shared. */
  readonly layer: string;
  /** Multiplications by its weights, each with its addition. */
  readonly multiplyAdds: number;
}

/**
 * The multiply-adds of every layer of `params` that `network` applies, in the order of their first use.
 * Layers of convolution, LSTM and full connection count; normalisation, activation, pooling, sums and
 * biases do not, as is usual.
 *
 * The network runs once and its layers report what they do, so no network is described a second time.
 * Let it run on one picture for figures of one picture. Its tensors are freed.
 *
 * @throws {RangeError} when the network applies weights that are not in `params`
 *
 * @example
 * ```ts
 * import { initMachine, multiplyAdds, preset, psiR, totalMultiplyAdds } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 * const config = { ...preset("small"), imageSize: 16 };
 * const params = initMachine(config, 1);
 * const layers = multiplyAdds(params, () => psiR(params.psiR, config, tf.zeros([1, 16, 16, 3])));
 * assertEquals(layers[0], { layer: "psiR/trunk/conv1_1", multiplyAdds: 16 * 16 * 9 * 3 * 8 });
 * assertEquals(totalMultiplyAdds(layers) > 16 * 16 * 9 * 3 * 8, true);
 * ```
 */
export function multiplyAdds(params: Tree, network: () => unknown): LayerMultiplyAdds[] {
  const paths = new Map(leaves(params).map(([path, { id }]) => [id, path]));
  const layers = new Map<string, number>();
  const add = ({ id, shape, size }: tf.Tensor, places: number) => {
    const path = paths.get(id);
    if (path === undefined) {
      throw new RangeError(
        `The network applies weights of shape [${shape}] that are not among the given parameters: ` +
          `give all parameters that it uses`,
      );
    }
    const layer = path.replace(/\/?[^/]*$/, "");
    layers.set(layer, (layers.get(layer) ?? 0) + size * places);
  };
  tf.tidy(() => {
    hearUses(add, network);
  });
  return [...layers].map(([layer, multiplyAdds]) => ({ layer, multiplyAdds }));
}

/**
 * The same added up by the first `depth` steps of the layers' paths: 1 for the modules.
 *
 * @example
 * ```ts
 * import { multiplyAddsByModule } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const layers = [
 *   { layer: "psiR/trunk/conv1_1", multiplyAdds: 5 },
 *   { layer: "psiR/trunk/conv1_2", multiplyAdds: 6 },
 *   { layer: "psiT/fc", multiplyAdds: 7 },
 * ];
 * assertEquals(multiplyAddsByModule(layers), [
 *   { layer: "psiR", multiplyAdds: 11 },
 *   { layer: "psiT", multiplyAdds: 7 },
 * ]);
 * ```
 */
export function multiplyAddsByModule(
  layers: readonly LayerMultiplyAdds[],
  depth = 1,
): LayerMultiplyAdds[] {
  const modules = Map.groupBy(layers, ({ layer }) => layer.split("/").slice(0, depth).join("/"));
  return [...modules].map(([layer, rows]) => ({ layer, multiplyAdds: totalMultiplyAdds(rows) }));
}

/**
 * All layers' multiply-adds together.
 *
 * @example
 * ```ts
 * import { totalMultiplyAdds } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * assertEquals(totalMultiplyAdds([{ layer: "fc1", multiplyAdds: 5 }, { layer: "fc2", multiplyAdds: 6 }]), 11);
 * ```
 */
export function totalMultiplyAdds(layers: readonly LayerMultiplyAdds[]): number {
  return layers.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
}

/**
 * The multiply-adds of a training step whose forward pass takes those of `layers`, in the order of their
 * use: as many again for the gradient by the weights, and by each layer's input; not by that of the first,
 * which is the picture.
 *
 * @example
 * ```ts
 * import { trainingMultiplyAdds } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const layers = [{ layer: "conv", multiplyAdds: 5 }, { layer: "fc", multiplyAdds: 6 }];
 * assertEquals(trainingMultiplyAdds(layers), 3 * 11 - 5);
 * ```
 */
export function trainingMultiplyAdds(layers: readonly LayerMultiplyAdds[]): number {
  return 3 * totalMultiplyAdds(layers) - (layers[0]?.multiplyAdds ?? 0);
}
