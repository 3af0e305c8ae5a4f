import { join } from "node:path";

/** Every file below a folder, by its path from there, with its bytes. */
export function filesBelow(at: string): [string, Uint8Array][] {
  const walk = (path: string): string[] =>
    [...Deno.readDirSync(path)].flatMap(({ name, isDirectory }) =>
      isDirectory ? walk(join(path, name)) : [join(path, name)]
    );
  return walk(at).sort().map((path) => [path.slice(at.length), Deno.readFileSync(path)]);
}
