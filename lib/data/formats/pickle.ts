import { ByteReader } from "./byte_reader.ts";
import { checkedValue } from "./pickle_check.ts";
import { ACTIONS, REFUSED } from "./pickle_opcodes.ts";
import { failHere, PICKLE_REMEDY, type PickleState, popItem } from "./pickle_state.ts";
import type { PickleValue } from "./pickle_value.ts";

/**
 * Reads a Python pickle of protocol 2 to 5 as data; see {@link PickleValue} for what becomes of each type.
 * It knows dictionaries, lists, tuples, texts, bytes, numbers, booleans, None and NumPy's arrays and
 * scalars, and refuses all else by name: no function of the file is ever called. `source` names the file
 * in errors.
 *
 * @throws {UserError} naming the source, the byte, and what was expected or is not supported there
 *
 * @example
 * ```ts
 * import { type PickleDict, unpickle } from "posemachine";
 * import { assertEquals } from "@std/assert";
 * // pickle.dumps({("S1", 2): 1000}, protocol=2)
 * const bytes = Uint8Array.from(
 *   "\x80\x02}(X\x02\0\0\0S1K\x02\x86M\xe8\x03u.",
 *   (char) => char.charCodeAt(0),
 * );
 * const cameras = unpickle(bytes, "cameras.pkl") as PickleDict;
 * assertEquals(cameras.get(JSON.stringify(["S1", 2])), 1000);
 * ```
 */
export function unpickle(bytes: Uint8Array, source = "pickle"): PickleValue {
  return readPickle(new ByteReader({ bytes, source, format: "a pickle" }));
}

/** Reads the pickle at which a reader stands, up to the end of its bytes. */
export function readPickle(reader: ByteReader): PickleValue {
  const state: PickleState = {
    reader,
    stack: [],
    marks: [],
    memo: new Map(),
    unbuilt: new Set(),
    at: reader.at,
    copiesLeft: 2 * reader.bytes.length,
  };
  const start = reader.u8("the start of a pickle");
  if (start !== PROTO) {
    reader.refuse(
      `no pickle of protocol 2 to 5 starts with ${hex(start)}`,
      PROTOCOL_REMEDY,
      state.at,
    );
  }
  const protocol = reader.u8("a protocol");
  if (protocol < 2 || protocol > 5) {
    reader.refuse(`the pickle is of protocol ${protocol}, not 2 to 5`, PROTOCOL_REMEDY, state.at);
  }
  for (;;) {
    state.at = reader.at;
    const code = reader.u8("a pickle's next opcode");
    if (code === STOP) break;
    const action = ACTIONS[code];
    if (action) action(state);
    else if (REFUSED[code]) {
      const what = `the pickle uses the opcode ${REFUSED[code]} (${
        hex(code)
      }), which is not supported`;
      reader.refuse(what, PICKLE_REMEDY, state.at);
    } else failHere(state, "an opcode of a pickle", hex(code));
  }
  const value = popItem(state);
  if (state.stack.length > 0) failHere(state, "one value", `${state.stack.length + 1}`);
  if (reader.left > 0) {
    reader.refuse(`${reader.left} bytes follow the pickle`, "Save one value to a file");
  }
  return checkedValue(state, value);
}

const PROTO = 0x80, STOP = 0x2e;

const PROTOCOL_REMEDY = "Save it again from Python 3: pickle.dump(value, file, protocol=4)";

const hex = (byte: number) => `0x${byte.toString(16).padStart(2, "0")}`;
