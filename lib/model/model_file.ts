// What the files of machines and of other networks have in common.
import { UserError } from "../errors.ts";
import { checkShapes, loadTree } from "../nn/tree_file.ts";
import { disposeTree, leaves, mapTree, type Tree } from "../nn/tree.ts";

/** What a file should hold. */
export interface ModelFormat {
  /** As its header names it. */
  readonly format: string;
  /** Such as `machine`. */
  readonly what: string;
  /** The command that makes one. */
  readonly command: string;
}

/** What to do where a file is not there and nobody has said which kind it should be. */
export const TRAIN_ANY = "or train a machine with 'deno task train', which prints where it is";

/**
 * Reads a model's file: its parameters, in the order of those that `init` gives for its configuration,
 * and what its header says under `names`. The caller frees the parameters.
 *
 * @throws {UserError} when the file is missing, damaged, of another format, or does not fit its
 * configuration
 */
export function loadModel<Config, Params extends Tree, Name extends string>(
  path: string,
  { format, what, command }: ModelFormat,
  names: readonly Name[],
  init: (config: Config) => Params,
): { config: Config; params: Params; header: Record<Name, unknown> } {
  const { tree, metadata } = loadTree(path, `or train it again with '${command}'`);
  try {
    if (metadata.format !== format) {
      throw new UserError(
        `${path} holds no ${what} of this version (format ${
          metadata.format ?? "absent"
        }, expected ` +
          `${format}): give a file that 'deno task train' wrote`,
      );
    }
    const config = headerValue(path, metadata, "config") as Config;
    const header = Object.fromEntries(
      names.map((name) => [name, headerValue(path, metadata, name)]),
    ) as Record<Name, unknown>;
    return { config, header, params: fitted(path, tree, init(config)) };
  } catch (error) {
    disposeTree(tree);
    throw error;
  }
}

/** One of the header's texts, which are JSON. */
function headerValue(
  path: string,
  metadata: Readonly<Record<string, string>>,
  name: string,
): unknown {
  try {
    return JSON.parse(metadata[name]);
  } catch {
    throw new UserError(
      `${path}: its header has no readable '${name}' (${metadata[name] ?? "absent"}): ` +
        `give a file that 'deno task train' wrote`,
    );
  }
}

/** The file's parameters in the order of `wanted`, each of the shape that it has there; frees `wanted`. */
function fitted<Params extends Tree>(path: string, tree: Tree, wanted: Params): Params {
  try {
    checkShapes(tree, wanted, path);
    const found = new Map(leaves(tree));
    return mapTree(wanted, (_, name) => found.get(name)!);
  } finally {
    disposeTree(wanted);
  }
}
