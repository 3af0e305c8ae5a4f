import type { Hdf5File } from "./hdf5_file.ts";
import type { Hdf5Numbers, Hdf5References } from "./hdf5_types.ts";
import {
  charRows,
  columnMajorIndex,
  elementCount,
  emptyMatValue,
  MAT_ARRAYS,
  type MatCell,
  type MatClass,
  type MatStruct,
  type MatValue,
  refuseMat,
} from "./mat_value.ts";
import { rowMajor } from "./numeric_array.ts";

/** What MATLAB keeps beside the variables. */
const INTERNAL = ["#refs#", "#subsystem#"];

/** An object of the file: where it is, and how one would write it in MATLAB. */
interface Place {
  readonly file: Hdf5File;
  readonly path: string;
  readonly name: string;
}

/** Names of the variables of a MATLAB 7.3 file, or of what is at the root of any HDF5 file. */
export function mat73Names(file: Hdf5File): string[] {
  return file.childrenOf("/").filter((name) => !INTERNAL.includes(name));
}

/**
 * Reads what is at `path`. What MATLAB wrote comes with MATLAB's shape, row-major: HDF5 counts axes
 * the other way round. What has no MATLAB class has the shape that h5py gives it.
 */
export function readMat73(file: Hdf5File, path: string, name: string): MatValue {
  const place = { file, path, name };
  const kind = file.kindOf(path) ?? file.fail(path, "is neither a dataset nor a group");
  const attributes = file.attributesOf(path);
  const className = attributes.get("MATLAB_class");
  if (attributes.has("MATLAB_class") && typeof className !== "string") {
    file.fail(path, "has a MATLAB class that is no text of fixed length");
  }
  if (attributes.has("MATLAB_sparse")) refuse(place, "is sparse");
  if (attributes.has("MATLAB_object_decode")) refuse(place, `is of the class ${className}`);
  if (kind === "group") {
    if (className !== undefined && className !== "struct") {
      refuse(place, `is of the class ${className}`);
    }
    return structOf(place, className === "struct");
  }
  const value = file.read(path);
  if (attributes.get("MATLAB_empty")) return emptyOf(place, className, value);
  const shape = className === undefined ? value.shape : value.shape.toReversed();
  if ("references" in value) {
    if (className === undefined || className === "cell") return cellOf(place, value, shape);
    refuse(place, `is of the class ${className}, stored as references`);
  }
  if (className === undefined) return { kind: "numeric", ...value };
  if (className === "char" && value.class === "uint16") {
    if (shape.length < 2) {
      file.fail(path, `is text of ${shape.length} axes, not of rows and columns`);
    }
    const characters = Array.from(value.data as Uint16Array, (unit) => String.fromCharCode(unit));
    return { kind: "char", shape, rows: charRows(characters, shape) };
  }
  if (className !== value.class && !(className === "logical" && value.class === "uint8")) {
    refuse(place, `is of the class ${className}, stored as ${value.class}`);
  }
  const data = rowMajor({ shape, data: value.data });
  return { kind: "numeric", class: className as MatClass, ...data };
}

function refuse({ file, name }: Place, what: string): never {
  refuseMat(file.source, name, what);
}

/** An empty array: what the file holds is its shape. */
function emptyOf(
  place: Place,
  className: string | number | undefined,
  value: Hdf5Numbers | Hdf5References,
): MatValue {
  const shape = "data" in value ? [...value.data].map(Number) : [];
  if (
    elementCount(shape) !== 0 ||
    !shape.every((length) => length >= 0 && Number.isSafeInteger(length))
  ) {
    place.file.fail(place.path, `is marked as empty, but has the shape [${shape.slice(0, 9)}]`);
  }
  const none = (index: number): never => {
    throw new RangeError(`There is no element ${index} in '${place.name}', which is empty`);
  };
  if (className === "cell") return { kind: "cell", shape, length: 0, at: none };
  if (className === "struct") return { kind: "struct", shape, length: 0, fields: [], at: none };
  if (className === "char") return { kind: "char", shape, rows: [] };
  // MATLAB shares one array, of the class 'canonical empty', among all cells that hold [].
  const numbers = className === "canonical empty" ? "double" : className as MatClass;
  if (!(numbers in MAT_ARRAYS)) refuse(place, `is of the class ${className}`);
  return { ...emptyMatValue(shape), class: numbers, data: new MAT_ARRAYS[numbers](0) };
}

/** Reads what a reference points at; MATLAB's `[]` where it points at nothing. */
function follow({ file }: Place, reference: bigint, name: string): MatValue {
  const path = file.pathOf(reference);
  return path === undefined ? emptyMatValue() : readMat73(file, path, name);
}

/** `shape` is the file's, or that reversed if MATLAB wrote it: its cells are column-major then. */
function cellOf(place: Place, value: Hdf5References, shape: readonly number[]): MatCell {
  const at = (index: number) => {
    const columnMajor = columnMajorIndex(index, shape); // which checks the index
    const cell = shape === value.shape ? index : columnMajor;
    return follow(place, value.references[cell], `${place.name}{${cell + 1}}`);
  };
  return { kind: "cell", shape, length: value.references.length, at };
}

/** A group is a struct whose fields are its children, or an array of structs if MATLAB says so. */
function structOf(place: Place, ofMatlab: boolean): MatStruct {
  const { file, path, name } = place;
  const fields = file.childrenOf(path);
  const pathOf = (field: string) => `${path}/${field}`;
  // In an array of structs each field is one dataset of references that has no class of its own.
  const isArray = ofMatlab && fields.length > 0 && file.kindOf(pathOf(fields[0])) === "dataset" &&
    !file.attributesOf(pathOf(fields[0])).has("MATLAB_class");
  if (!isArray) {
    const at = (index: number, field: string) => {
      columnMajorIndex(index, [1, 1]);
      if (!fields.includes(field)) return undefined;
      return readMat73(file, pathOf(field), `${name}.${field}`);
    };
    return { kind: "struct", shape: [1, 1], length: 1, fields, at };
  }
  const columns = new Map(fields.map((field) => [field, file.read(pathOf(field))]));
  const shape = columns.get(fields[0])!.shape.toReversed();
  for (const [field, column] of columns) {
    if (!("references" in column) || `${column.shape.toReversed()}` !== `${shape}`) {
      file.fail(pathOf(field), `is no field of an array of ${elementCount(shape)} structs`);
    }
  }
  const at = (index: number, field: string) => {
    const record = columnMajorIndex(index, shape);
    const column = columns.get(field) as Hdf5References | undefined;
    return column && follow(place, column.references[record], `${name}(${record + 1}).${field}`);
  };
  return { kind: "struct", shape, length: elementCount(shape), fields, at };
}
