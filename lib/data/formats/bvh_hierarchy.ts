/** One joint (or end site) of a BVH hierarchy. */
export interface BvhJoint {
  /** As in the file; `End Site` for an end site. */
  readonly name: string;
  /** Index of the parent, -1 for the root. */
  readonly parent: number;
  /** From the parent, in the file's unit. */
  readonly offset: readonly number[];
  /** As written in the file, e.g. `Zrotation`; their order is the order of the rotations. */
  readonly channels: readonly string[];
}

/** Gives up on a line, counted from 0. */
export type FailAtLine = (line: number, what: string) => never;

const CHANNEL = /^[XYZ](position|rotation)$/;

interface OpenJoint {
  readonly name: string;
  readonly parent: number;
  offset?: readonly number[];
  channels?: readonly string[];
}

/** The finite numbers of a line, or `undefined` if there are not `count` of them and nothing else. */
export function finiteNumbers(text: string, count: number): number[] | undefined {
  // What `Number` takes besides: hexadecimal numbers, Infinity.
  if (/[^\d\s.eE+-]/.test(text)) return undefined;
  const words = text.trim().split(/\s+/);
  const values = words.map(Number);
  return values.length === count && words[0] !== "" && values.every(Number.isFinite)
    ? values
    : undefined;
}

/** Reads the joints from line 1 to the line `MOTION`, whose number is given back. */
export function parseHierarchy(lines: readonly string[], fail: FailAtLine) {
  const joints: OpenJoint[] = [];
  const open: number[] = [];
  let braceIsDue = false;
  let at = 1;
  for (; at < lines.length && lines[at].trim() !== "MOTION"; at++) {
    const line = lines[at].trim();
    if (line === "") continue;
    const [word, ...words] = line.split(/\s+/);
    const joint = joints[open.at(-1) ?? -1];
    const known = joint ? `of joint '${joint.name}'` : "outside of all joints";
    if (braceIsDue !== (word === "{")) {
      fail(at, braceIsDue ? `expected '{', found '${word}'` : "'{' without a joint before it");
    }
    if (word === "{") open.push(joints.length - 1);
    else if (word === "}") {
      if (!joint) fail(at, "'}' without a joint to end");
      if (!joint.offset) fail(at, `joint '${joint.name}' has no OFFSET of 3 numbers`);
      open.pop();
    } else if (word === "ROOT" || word === "JOINT" || word === "End") {
      if ((word === "ROOT") !== (joint === undefined)) fail(at, `${word} ${known}`);
      const name = word === "End" ? "End Site" : words.join(" ");
      if (name === "" || name.includes("{")) fail(at, `expected a name alone after ${word}`);
      joints.push({ name, parent: open.at(-1) ?? -1 });
    } else if (!joint) fail(at, `unexpected '${word}' ${known}`);
    else if (word === "OFFSET") {
      if (joint.offset) fail(at, `a second OFFSET ${known}`);
      joint.offset = finiteNumbers(words.join(" "), 3) ??
        fail(at, `the OFFSET ${known} is not 3 numbers`);
    } else if (word === "CHANNELS") {
      if (joint.channels) fail(at, `a second CHANNELS ${known}`);
      joint.channels = channels(words, (what) => fail(at, `${what} ${known}`));
    } else fail(at, `unexpected '${word}' ${known}`);
    braceIsDue = word === "ROOT" || word === "JOINT" || word === "End";
  }
  if (at === lines.length) fail(at - 1, "the file ends before MOTION");
  if (braceIsDue || open.length > 0) {
    fail(at, `MOTION before the '}' of joint '${joints[open.at(-1) ?? joints.length - 1].name}'`);
  }
  if (joints.length === 0) fail(at, "MOTION before any joint");
  const whole = joints.map(({ offset, channels = [], ...joint }): BvhJoint => ({
    ...joint,
    offset: offset!,
    channels,
  }));
  return { joints: whole, at };
}

function channels(words: readonly string[], fail: (what: string) => never): readonly string[] {
  const [count, ...names] = words;
  if (count !== `${names.length}`) fail(`${names.length} names for '${count ?? ""}' CHANNELS`);
  const odd = names.find((name) => !CHANNEL.test(name));
  if (odd !== undefined) fail(`an unknown channel '${odd}'`);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) fail(`a second channel '${twice}'`);
  return names;
}
