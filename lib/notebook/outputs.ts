import { type CellOutput, splitLines } from "./ipynb.ts";
import type { Execution } from "./kernel.ts";
import type { KernelMessage } from "./kernel_message.ts";

type MimeBundle = Record<string, unknown>;

/**
 * Turns what the kernel published for one cell into the outputs that a notebook stores: pieces of
 * one stream joined, displays updated in place, nothing that changes from run to run (display ids,
 * dates). A syntax error, which comes only as the reply, is stored like any other error.
 */
export function toOutputs({ reply, broadcast }: Execution): CellOutput[] {
  const outputs: CellOutput[] = [];
  const displays = new Map<unknown, CellOutput>();
  for (const { type, content } of broadcast) {
    const transient = content.transient as { display_id?: string } | undefined;
    if (type === "stream") {
      appendStream(outputs, content);
    } else if (type === "display_data" || type === "execute_result") {
      const output: CellOutput = {
        output_type: type,
        data: storeBundle(content.data as MimeBundle),
        metadata: content.metadata ?? {},
      };
      if (type === "execute_result") output.execution_count = reply.content.execution_count;
      if (transient?.display_id) displays.set(transient.display_id, output);
      outputs.push(output);
    } else if (type === "update_display_data") {
      const output = displays.get(transient?.display_id);
      if (output) output.data = storeBundle(content.data as MimeBundle);
    } else if (type === "clear_output") {
      outputs.length = 0;
    } else if (type === "error") {
      outputs.push(errorOutput(content));
    }
  }
  const failed = reply.content.status === "error";
  if (failed && !findError(outputs)) outputs.push(errorOutput(reply.content));
  return outputs.map((output) =>
    output.output_type === "stream" ? { ...output, text: splitLines(String(output.text)) } : output
  );
}

/** The error among a cell's outputs, if the cell failed. */
export function findError(outputs: readonly CellOutput[]): CellOutput | undefined {
  return outputs.find((output) => output.output_type === "error");
}

function appendStream(outputs: CellOutput[], content: KernelMessage["content"]) {
  const last = outputs.at(-1);
  if (last?.output_type === "stream" && last.name === content.name) {
    last.text = `${last.text}${content.text}`;
  } else {
    outputs.push({ output_type: "stream", name: content.name, text: content.text });
  }
}

function errorOutput(content: KernelMessage["content"]): CellOutput {
  const { ename, evalue, traceback } = content;
  return { output_type: "error", ename, evalue, traceback: traceback ?? [] };
}

/** Text is stored by lines, so that it can be compared; JSON and base64 pictures as they are. */
function storeBundle(bundle: MimeBundle): MimeBundle {
  const isText = (mime: string) => mime.startsWith("text/") || mime === "image/svg+xml";
  return Object.fromEntries(
    Object.entries(bundle).map(([mime, value]) => [
      mime,
      typeof value === "string" && isText(mime) ? splitLines(value) : value,
    ]),
  );
}
