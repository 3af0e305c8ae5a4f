/** A pickle of protocol 4 of these opcodes, texts standing for their characters. */
export function pickle(...parts: (string | number)[]): Uint8Array {
  const bytes = parts.flatMap((part) =>
    typeof part === "number" ? part : [...part].map((char) => char.charCodeAt(0))
  );
  return Uint8Array.from([0x80, 4, ...bytes]);
}

/** A text of less than 256 characters. */
export const short = (text: string) => `\x8c${String.fromCharCode(text.length)}${text}`;
/** Names a function. */
export const global = (module: string, name: string) => `${short(module)}${short(name)}\x93`;
/** An array without shape and items. */
export const ARRAY = global("numpy.core.multiarray", "_reconstruct") + global("numpy", "ndarray") +
  "K\0\x85C\x01b\x87R";
/** A NumPy type with its state. */
export const dtype = (name: string, order = "<") =>
  `${global("numpy", "dtype")}${short(name)}\x89\x88\x87R(K\x03${short(order)}NNNK\xffK\xffK\0tb`;
/** A text as bytes. */
export const encode = (text: string) =>
  global("_codecs", "encode") + text + short("latin1") + "\x86R";
