import { MessageChannel, type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { UserError } from "../errors.ts";

/** The Worker's end of a line: what {@link answerCalls} needs. */
export interface AnsweringEnd {
  readonly port: MessagePort;
  /** How many calls have been asked and how many answered. */
  readonly counters: Int32Array<SharedArrayBuffer>;
}

/** Both ends of a line to a Worker. */
export interface CallLine {
  readonly answering: AnsweringEnd;
  /**
   * Asks and sleeps until the answer is there.
   *
   * @throws {UserError} the Worker's own; any other error as an `Error` with its message
   */
  ask(question: unknown): unknown;
}

interface Reply {
  readonly value?: unknown;
  readonly error?: { readonly message: string; readonly user: boolean };
}

const ASKED = 0, ANSWERED = 1;

/**
 * A line on which a thread asks a Worker and waits without going back to its event loop, so that what
 * only comes as a promise in the Worker can be had from a plain function. Arrays should travel as
 * `SharedArrayBuffer`: others are written out number by number.
 */
export function openCallLine(): CallLine {
  const { port1, port2 } = new MessageChannel();
  const counters = new Int32Array(new SharedArrayBuffer(8));
  let calls = 0;
  return {
    answering: { port: port2, counters },
    ask(question) {
      port1.postMessage(question);
      Atomics.store(counters, ASKED, ++calls);
      Atomics.notify(counters, ASKED);
      while (Atomics.load(counters, ANSWERED) !== calls) {
        Atomics.wait(counters, ANSWERED, calls - 1);
      }
      const { value, error } = receiveMessageOnPort(port1)!.message as Reply;
      if (error) throw error.user ? new UserError(error.message) : new Error(error.message);
      return value;
    },
  };
}

/**
 * Answers calls for ever; the thread sleeps between them, and its event loop only runs in `answer`. A
 * rejection that nobody handles, which would end the thread and leave the asker asleep, is the answer to
 * all calls from then on.
 */
export async function answerCalls(
  { port, counters }: AnsweringEnd,
  answer: (question: unknown) => unknown,
): Promise<never> {
  const stray: unknown[] = [];
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    stray.push(event.reason);
  });
  for (let calls = 1;; calls++) {
    while (Atomics.load(counters, ASKED) < calls) Atomics.wait(counters, ASKED, calls - 1);
    const question: unknown = receiveMessageOnPort(port)!.message;
    try {
      const value = await answer(question);
      if (stray.length > 0) throw stray[0];
      port.postMessage({ value });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      port.postMessage({ error: { message, user: error instanceof UserError } });
    }
    Atomics.store(counters, ANSWERED, calls);
    Atomics.notify(counters, ANSWERED);
  }
}
