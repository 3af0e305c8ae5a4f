import { UserError } from "../errors.ts";

const SCOPES = ["validation", "out-of-memory", "internal"] as const;

/** The part of a `GPUUncapturedErrorEvent` that tells of the error. */
interface UncapturedErrorEvent {
  readonly error?: { readonly message: string };
  preventDefault(): void;
}

/** The parts of a `GPUDevice` that tell of errors. */
export interface WatchedDevice {
  pushErrorScope(filter: typeof SCOPES[number]): void;
  popErrorScope(): Promise<{ readonly message: string } | null>;
  /** `listener`: a function of an {@link UncapturedErrorEvent}; libraries of types disagree on what an `Event` is. */
  addEventListener(type: "uncapturederror", listener: unknown): void;
  readonly lost: Promise<{ readonly reason?: string; readonly message?: string }>;
}

/**
 * Collects what goes wrong on a device, which computes on and gives zeros: shaders that do not compile,
 * refused buffers, lack of memory, the loss of the device. The function returned is to be called after
 * each reading of a result, with what the reading failed of if it did; once there was an error it throws
 * every time, since any tensor of before may hold zeros.
 */
export function watchDevice(device: WatchedDevice): (failure?: unknown) => Promise<void> {
  let problem: string | undefined;
  const note = (kind: string, message = "no more is said") => {
    problem ??= `${kind}: ${message.trim()}`;
  };
  const openScopes = () => SCOPES.forEach((scope) => device.pushErrorScope(scope));
  device.addEventListener("uncapturederror", (event: UncapturedErrorEvent) => {
    event.preventDefault();
    note("error", event.error?.message);
  });
  device.lost.then(({ reason, message }) => note("device lost", message || reason));
  openScopes();
  return async (failure) => {
    // The loss of the device, which says more than the reading, is told a turn of the event loop later.
    if (failure !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const scope of SCOPES.toReversed()) {
      try {
        const error = await device.popErrorScope();
        if (error) note(scope, error.message || undefined);
      } catch (error) {
        note("device lost", String(error));
      }
    }
    if (failure !== undefined) note("reading", String(failure));
    if (problem === undefined) return openScopes();
    throw new UserError(
      `The GPU failed, so that its results cannot be trusted (${problem}). Start again with smaller ` +
        "batches where memory was short, else with POSEMACHINE_ENGINE=native or wasm",
    );
  };
}
