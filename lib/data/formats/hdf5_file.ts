import { UserError } from "../../errors.ts";
import { DEFLATE_RATIO } from "../../zip.ts";
import {
  callHdf5,
  type Hdf5Library,
  hdf5Library,
  type Hdf5Module,
  mountHdf5,
} from "./hdf5_library.ts";
import {
  contentOf,
  describe,
  type Hdf5Numbers,
  type Hdf5References,
  INTEGER,
  STRING,
} from "./hdf5_types.ts";
import { elementCount, MAT_ARRAYS } from "./mat_value.ts";
import type { RandomAccess } from "./random_access.ts";

/** HDF5's numbers of the kinds of objects. */
const GROUP = 0, DATASET = 1;

let opened = 0;

/** An open HDF5 file, read piece by piece as it is asked for. */
export class Hdf5File {
  readonly source: string;
  readonly #library: Hdf5Library;
  readonly #access: RandomAccess;
  readonly #path: string;
  #file: bigint | undefined;
  #paths: Map<bigint, string> | undefined;

  /** Opens what is read through `access`, and closes that at the end; `source` names it in errors. */
  static async open(source: string, access: RandomAccess): Promise<Hdf5File> {
    return new Hdf5File(await hdf5Library(), source, access);
  }

  private constructor(library: Hdf5Library, source: string, access: RandomAccess) {
    this.#library = library;
    this.source = source;
    this.#access = access;
    this.#path = `/${opened++}.h5`;
    mountHdf5(library, this.#path, access);
    try {
      const open = (module: Hdf5Module) => module.open(this.#path, 0, false, -1, -1);
      this.#file = callHdf5(library, source, "its structure", open);
    } catch (error) {
      this.#letGo();
      throw error;
    }
  }

  /** Closes the file; a second call does nothing. */
  close() {
    if (this.#file === undefined) return;
    const file = this.#file;
    this.#file = undefined;
    try {
      callHdf5(this.#library, this.source, "its end", (module) => module.close_file(file));
    } catch {
      // Nothing was written, and what was read has been checked.
    }
    this.#letGo();
  }

  /** Gives up: says what cannot be read, and why. */
  fail(path: string, why: string): never {
    throw new UserError(
      `${this.source}: cannot read '${path}', which ${why}. If that is not what it should hold, ` +
        "it is damaged: copy or download it again",
    );
  }

  /** What is at `path`; undefined where it is neither a group nor a dataset. */
  kindOf(path: string): "group" | "dataset" | undefined {
    const type = this.#call(path, (module, file) => module.get_type(file, path));
    return type === GROUP ? "group" : type === DATASET ? "dataset" : undefined;
  }

  /** Names of a group's children. */
  childrenOf(path: string): string[] {
    return this.#call(path, (module, file) => module.get_names(file, path, false));
  }

  /** The attributes; undefined for one that is neither a text of fixed length nor an integer. */
  attributesOf(path: string): Map<string, string | number | undefined> {
    const found = new Map<string, string | number | undefined>();
    for (const name of this.#call(path, (m, file) => m.get_attribute_names(file, path))) {
      const metadata = this.#call(path, (m, file) => m.get_attribute_metadata(file, path, name));
      const { type, size, total_size: count, vlen } = metadata;
      found.set(name, undefined);
      if (count !== 1 || vlen || (type !== STRING && type !== INTEGER)) continue;
      if (size > this.#access.size) this.fail(path, `has the attribute ${name} of ${size} bytes`);
      const bytes = this.#read(
        path,
        size,
        (m, file, at) => m.get_attribute_data(file, path, name, at),
      );
      if (type === STRING) found.set(name, new TextDecoder("latin1").decode(bytes).split("\0")[0]);
      else found.set(name, bytes[0]);
    }
    return found;
  }

  /** Reads a dataset of numbers or of references to objects. */
  read(path: string): Hdf5Numbers | Hdf5References {
    const metadata = this.#call(path, (module, file) => module.get_dataset_metadata(file, path));
    // A dataset without a data space holds nothing.
    const shape = metadata.shape ?? [0];
    const content = contentOf(metadata);
    if (content === undefined) {
      this.fail(path, `holds ${describe(metadata)}, neither real numbers nor references`);
    }
    const count = elementCount(shape);
    const filters = this.#call(path, (module, file) => module.get_dataset_filters(file, path));
    const most = this.#access.size * (filters.length ? DEFLATE_RATIO : 1);
    if (!(count * metadata.size <= most)) {
      this.fail(
        path,
        `claims ${count * metadata.size} bytes, more than a file of ${this.#access.size} can hold`,
      );
    }
    const bytes = this.#read(
      path,
      count * metadata.size,
      (module, file, at) => module.get_dataset_data(file, path, null, null, null, at),
    );
    if (content === "references") return { shape, references: new BigUint64Array(bytes.buffer) };
    return { shape, class: content, data: new MAT_ARRAYS[content](bytes.buffer) };
  }

  /** Where the object is that is referred to; undefined for the reference to none. */
  pathOf(reference: bigint): string | undefined {
    if (reference === 0n) return undefined;
    const known = (this.#paths ??= this.#referencePaths()).get(reference);
    if (known !== undefined) return known;
    const bytes = new Uint8Array(BigUint64Array.of(reference).buffer);
    const path = this.#call(
      `the object at ${reference}`,
      (module, file) => module.get_referenced_name(file, bytes, true),
    );
    return path ?? this.fail(`the object at ${reference}`, "has no name");
  }

  /**
   * MATLAB keeps in one group all that is referred to. To look each up once is fast; HDF5 itself
   * would search the whole file for the name of every one.
   */
  #referencePaths(): Map<bigint, string> {
    const paths = new Map<bigint, string>();
    if (!this.childrenOf("/").includes("#refs#")) return paths;
    for (const name of this.childrenOf("/#refs#")) {
      const path = `/#refs#/${name}`;
      const bytes = this.#call(path, (module, file) => module.create_object_reference(file, path));
      paths.set(new BigUint64Array(new Uint8Array(bytes).buffer)[0], path);
    }
    return paths;
  }

  #letGo() {
    this.#library.module.FS.unlink(this.#path);
    this.#access.close();
  }

  #call<T>(path: string, run: (module: Hdf5Module, file: bigint) => T): T {
    const file = this.#file;
    if (file === undefined) throw new UserError(`${this.source} is closed: read it before that`);
    return callHdf5(this.#library, this.source, `'${path}'`, (module) => run(module, file));
  }

  /** Lets the library write `size` bytes into its memory, and copies them. */
  #read(
    path: string,
    size: number,
    run: (module: Hdf5Module, file: bigint, pointer: bigint) => number,
  ): Uint8Array<ArrayBuffer> {
    return this.#call(path, (module, file) => {
      if (size === 0) return new Uint8Array(0);
      const pointer = size < module.MAXIMUM_MEMORY ? module._malloc(size) : 0;
      if (pointer === 0) this.fail(path, `needs ${size} bytes, for which HDF5 has no room`);
      try {
        if (run(module, file, BigInt(pointer)) < 0) this.fail(path, "HDF5 cannot read");
        return new Uint8Array(module.HEAPU8.subarray(pointer, pointer + size));
      } finally {
        module._free(pointer);
      }
    });
  }
}
