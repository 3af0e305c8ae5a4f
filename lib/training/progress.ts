import { SingleBar } from "cli-progress";

/** What is known after a step. */
export interface ProgressValues {
  readonly loss: number;
  /** Images seen since the start of this process's work, so that a resumed run shows its true speed. */
  readonly images: number;
  /** Seconds spent waiting for data since then. */
  readonly waited: number;
}

export interface Progress {
  update(step: number, values: ProgressValues): void;
  /** Ends the bar's line. */
  stop(): void;
}

export interface ProgressOptions {
  /** What is being trained, such as `2/4 transformer`. */
  readonly label: string;
  /** Steps done before, and in all. */
  readonly start: number;
  readonly total: number;
  /** Whether to draw a bar that moves; default: when standard error is a terminal. */
  readonly terminal?: boolean;
  /** Seconds between two plain lines (default 30). */
  readonly every?: number;
  /** Takes a plain line; default: standard error. */
  readonly write?: (line: string) => void;
  /** Milliseconds that have passed; default: `performance.now`. */
  readonly now?: () => number;
}

/** Seconds as `45s`, `12m05s` or `1h02m`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const s = Math.max(0, Math.round(seconds));
  const two = (n: number) => String(n).padStart(2, "0");
  if (s < 60) return `${s}s`;
  if (s < 3600) return `${Math.floor(s / 60)}m${two(s % 60)}s`;
  return `${Math.floor(s / 3600)}h${two(Math.floor(s / 60) % 60)}m`;
}

/**
 * Shows how training goes: loss, images per second, the share of time spent waiting for data, and time
 * left, as a bar on a terminal and as a plain
 * line now and then elsewhere.
 */
export function startProgress(options: ProgressOptions): Progress {
  const { label, start, total, every = 30, write = console.error } = options;
  const now = options.now ?? (() => performance.now());
  const began = now();
  const describe = (step: number, { loss, images, waited }: ProgressValues) => {
    const seconds = (now() - began) / 1000;
    return {
      loss: loss.toPrecision(4),
      speed: seconds > 0 ? (images / seconds).toFixed(0) : "?",
      waiting: seconds > 0 ? `${(100 * waited / seconds).toFixed(0)} %` : "?",
      left: duration(step > start ? seconds / (step - start) * (total - step) : Infinity),
    };
  };
  if (options.terminal ?? Deno.stderr.isTerminal()) {
    const bar = new SingleBar({
      format:
        `${label} {bar} {value}/{total}  loss {loss}  {speed} images/s  {waiting} waiting  {left} left`,
    });
    bar.start(total, start, { loss: "?", speed: "?", waiting: "?", left: "?" });
    return {
      update: (step, values) => bar.update(step, describe(step, values)),
      stop: () => bar.stop(),
    };
  }
  let last = began;
  return {
    update(step, values) {
      if (now() - last < every * 1000 && step < total) return;
      last = now();
      const { loss, speed, waiting, left } = describe(step, values);
      write(
        `${label} ${step}/${total}  loss ${loss}  ${speed} images/s  ${waiting} waiting  ${left} left`,
      );
    },
    stop() {},
  };
}
