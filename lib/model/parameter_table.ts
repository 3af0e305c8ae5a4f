import { disposeTree, leaves, type Tree } from "../nn/tree.ts";
import type { Rng } from "../random.ts";
import type { MachineConfig } from "./config.ts";
import { initPsiR } from "./pose2d_network.ts";
import { initPsiC, initPsiP } from "./projector.ts";
import { initPsiT } from "./transformer.ts";

/** One layer's parameters. */
export interface LayerParameters {
  /** Its path, such as `psiR/trunk/conv1_1`. */
  readonly layer: string;
  /** The shape of each of its tensors, such as `kernel 3x3x3x64, bias 64`. */
  readonly shapes: string;
  /** How many numbers that is. */
  readonly parameters: number;
}

/** Only shapes are wanted, and the numbers of a large preset take seconds to draw. */
const ZEROS: Rng = { uniform: () => 0, normal: () => 0, integer: () => 0 };

/**
 * The parameters of every layer, in the order in which a picture passes them.
 *
 * @example
 * ```ts
 * import { parameterTable, preset } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const [first] = parameterTable(preset("small"));
 * assertEquals(first.layer, "psiR/trunk/conv1_1");
 * ```
 */
export function parameterTable(config: MachineConfig): LayerParameters[] {
  const { joints, projector, initializer } = config;
  const init = { rng: ZEROS, initializer };
  const modules = {
    psiR: () => initPsiR(config, ZEROS),
    psiT: () => initPsiT(config, ZEROS),
    psiC: () => initPsiC(joints, projector, init),
    psiP: () => initPsiP(joints, projector, init),
  };
  return Object.entries(modules).flatMap(([module, initialize]) => {
    const params = initialize();
    const layers = new Map<string, { shapes: string[]; parameters: number }>();
    for (const [path, { shape, size }] of leaves(params)) {
      const [, parent, name] = path.match(/^(.*)\/(.*)$/)!;
      const layer = layers.get(parent) ?? { shapes: [], parameters: 0 };
      layers.set(parent, {
        shapes: [...layer.shapes, `${name} ${shape.join("x")}`],
        parameters: layer.parameters + size,
      });
    }
    disposeTree(params);
    return [...layers].map(([layer, { shapes, parameters }]) => ({
      layer: `${module}/${layer}`,
      shapes: shapes.join(", "),
      parameters,
    }));
  });
}

/**
 * How many numbers of a model are learned by gradient: all but the means and variances of batch
 * normalisation, which are measured. Papers count these.
 *
 * @example
 * ```ts
 * import { createRng, disposeTree, HOURGLASS_SMALL, initHourglass, learnedParameters } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * const params = initHourglass(HOURGLASS_SMALL, createRng(1));
 * assertEquals(learnedParameters(params.stacks[1].heat), (64 + 1) * 17);
 * disposeTree(params);
 * ```
 */
export function learnedParameters(params: Tree): number {
  return leaves(params)
    .filter(([path]) => !/(^|\/)(mean|variance)$/.test(path))
    .reduce((sum, [, { size }]) => sum + size, 0);
}

/** The table as text: a line a layer, then a line for each module and the whole. */
export function formatParameterTable(table: readonly LayerParameters[]): string {
  const modules = Map.groupBy(table, ({ layer }) => layer.split("/")[0]);
  const sum = (rows: readonly LayerParameters[]) => rows.reduce((n, row) => n + row.parameters, 0);
  const rows = [
    ...table.map(({ layer, shapes, parameters }) => [layer, shapes, parameters] as const),
    ...[...modules].map(([module, rows]) => [module, "", sum(rows)] as const),
    ["total", "", sum(table)] as const,
  ];
  const width = Math.max(...rows.map(([layer]) => layer.length));
  return rows.map(([layer, shapes, parameters]) =>
    `${layer.padEnd(width)} ${parameters.toLocaleString("en").padStart(11)}  ${shapes}`.trimEnd()
  ).join("\n");
}
