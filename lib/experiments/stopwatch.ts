import type { Stage, Timed } from "../model/peers/stages.ts";

/** The time of one stage, or of a part of it. */
export interface StageTime {
  /** The stage. */
  readonly stage: Stage;
  /** The part; empty where a stage has no parts. */
  readonly part: string;
  /** Without the stages inside it, ms. */
  readonly ms: number;
}

/** Takes the time of stages; those that lie inside another are not counted to it. */
export interface Stopwatch {
  /** Does a stage's work. */
  readonly timed: Timed;
  /** Stages in the order in which they first began, all times of each added up. */
  times(): StageTime[];
}

/** A stopwatch at 0. */
export function stopwatch(now: () => number = () => performance.now()): Stopwatch {
  const all = new Map<string, { stage: Stage; part: string; ms: number }>();
  let inside = 0; // what the stages inside the running one have taken
  const timed: Timed = (stage, work, part = "") => {
    const key = `${stage}/${part}`;
    const entry = all.get(key) ?? { stage, part, ms: 0 };
    all.set(key, entry);
    const outer = inside;
    inside = 0;
    const start = now();
    try {
      return work();
    } finally {
      const whole = now() - start;
      entry.ms += whole - inside;
      inside = outer + whole;
    }
  };
  return { timed, times: () => [...all.values()] };
}
