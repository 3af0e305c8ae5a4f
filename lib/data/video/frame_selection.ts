/** Frame numbers first, first + step, ... last. */
interface Run {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

/** Which frames ffmpeg is to let through. */
export interface FrameSelection {
  /** For ffmpeg's `select` filter; its `n` is the number of the frame. */
  readonly expression: string;
  /** The frames that it lets through: those asked for, and others where they are too irregular. */
  readonly passed: readonly number[];
}

/** Windows allows a command line of 32,767 characters; a run takes 61 at most. */
const MOST_RUNS = 500;

/** Splits ascending frame numbers into runs, each as long as it can be. */
function runsOf(frames: readonly number[]): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < frames.length;) {
    const first = frames[i], step = (frames[i + 1] ?? first + 1) - first;
    let end = i + 1;
    while (frames[end] - frames[end - 1] === step) end++;
    runs.push({ first, last: frames[end - 1], step });
    i = end;
  }
  return runs;
}

function runExpression({ first, last, step }: Run): string {
  if (first === last) return `eq(n,${first})`;
  const within = `between(n,${first},${last})`;
  return step === 1 ? within : `${within}*not(mod(n-${first},${step}))`;
}

/** A binary search, so that many runs cost little for each frame. */
function searchExpression(runs: readonly Run[]): string {
  if (runs.length === 1) return runExpression(runs[0]);
  const middle = runs.length >> 1;
  const [before, after] = [runs.slice(0, middle), runs.slice(middle)].map(searchExpression);
  return `if(lt(n,${runs[middle].first}),${before},${after})`;
}

const greatestDivisor = (a: number, b: number): number => b === 0 ? a : greatestDivisor(b, a % b);

/** The `select` expression of ascending frame numbers, at least one. */
export function selectFrames(frames: readonly number[]): FrameSelection {
  const runs = runsOf(frames);
  if (runs.length <= MOST_RUNS) return { expression: searchExpression(runs), passed: frames };
  const first = frames[0], last = frames.at(-1)!;
  const step = frames.reduce((divisor, frame) => greatestDivisor(divisor, frame - first), 0);
  const passed = Array.from({ length: (last - first) / step + 1 }, (_, i) => first + i * step);
  return { expression: runExpression({ first, last, step }), passed };
}
