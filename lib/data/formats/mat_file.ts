import { UserError } from "../../errors.ts";
import { Hdf5File } from "./hdf5_file.ts";
import { mat5Variables } from "./mat5.ts";
import { mat73Names, readMat73 } from "./mat73.ts";
import { chooseVariable, type MatValue } from "./mat_value.ts";
import { fileAccess, type RandomAccess } from "./random_access.ts";

/** An open MATLAB or HDF5 file. */
export interface MatFile extends Disposable {
  /** Names of the variables. */
  readonly names: readonly string[];
  /**
   * Reads one variable. Cells and structs read what they hold when asked for it, as long as the file is
   * open.
   *
   * @throws {UserError} naming the file and what is wrong or not there
   */
  read(name: string): MatValue;
  /** Closes the file; a second call does nothing. */
  close(): void;
}

/** The first 8 bytes of HDF5, which may come after a block of another format, as MATLAB's header. */
const HDF5_SIGNATURE = "\x89HDF\r\n\x1a\n";

function textAt(access: RandomAccess, position: number, length: number): string {
  const bytes = new Uint8Array(length);
  return String.fromCharCode(...bytes.subarray(0, access.read(bytes, position)));
}

function isHdf5(access: RandomAccess): boolean {
  for (let at = 0; at < access.size; at = Math.max(512, at * 2)) {
    if (textAt(access, at, 8) === HDF5_SIGNATURE) return true;
  }
  return false;
}

function openMat5(access: RandomAccess, source: string): MatFile {
  if (!["IM", "MI"].includes(textAt(access, 126, 2))) {
    throw new UserError(
      `${source} is neither a MATLAB file of version 5 to 7.3 nor an HDF5 file. Copy or download it ` +
        "again; a file of MATLAB 4 can be saved anew in MATLAB with -v7",
    );
  }
  const bytes = new Uint8Array(access.size);
  access.read(bytes, 0);
  const variables = mat5Variables(bytes, source);
  const close = () => {};
  return {
    names: [...variables.keys()],
    read: (name) => chooseVariable(variables, name, source)(),
    close,
    [Symbol.dispose]: close,
  };
}

async function openMat73(access: RandomAccess, source: string): Promise<MatFile> {
  const file = await Hdf5File.open(source, access);
  const close = () => file.close();
  try {
    const variables = new Map(mat73Names(file).map((name) => [name, `/${name}`]));
    return {
      names: [...variables.keys()],
      read: (name) => readMat73(file, chooseVariable(variables, name, source), name),
      close,
      [Symbol.dispose]: close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Opens what is read through `access`, and closes that at the end; `source` names it in errors. */
export async function openMatFrom(access: RandomAccess, source: string): Promise<MatFile> {
  if (isHdf5(access)) return await openMat73(access, source);
  try {
    return openMat5(access, source);
  } finally {
    access.close();
  }
}

/**
 * Opens a MATLAB file of version 5, 6, 7 or 7.3, or any HDF5 file. An HDF5 file is never read whole:
 * of a cell array of 10 000 masks, only those that are asked for are read and unpacked.
 *
 * Arrays come row-major with MATLAB's shape. A dataset of HDF5 that MATLAB did not write keeps the
 * shape that h5py gives it, and a group is a struct.
 *
 * @throws {UserError} naming the file and what is wrong
 *
 * @example
 * ```ts
 * import { openMat } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * using file = await openMat("tests/fixtures/formats/humaneva.mat");
 * assertEquals(file.names, ["poses_2d", "poses_3d"]);
 * const poses = file.read("poses_3d");
 * assertEquals(poses.shape, [4, 15, 3]);
 * ```
 */
export async function openMat(path: string): Promise<MatFile> {
  return await openMatFrom(fileAccess(path), path);
}
