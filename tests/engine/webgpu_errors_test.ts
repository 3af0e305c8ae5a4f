import { assertEquals, assertRejects } from "@std/assert";
import { quietLoad } from "../../lib/engine/quiet_load.ts";
import { watchDevice } from "../../lib/engine/webgpu_errors.ts";
import { UserError } from "../../lib/errors.ts";
import { NO_WEBGPU } from "./webgpu_adapter.ts";

type Lost = { reason?: string; message?: string };

/** A device with scopes as WebGPU has them, that errors can be put into. */
function fakeDevice() {
  const scopes: { filter: string; error: { message: string } | null }[] = [];
  const listeners: ((event: Event) => void)[] = [];
  let lose!: (how: Lost) => void;
  return {
    pushErrorScope: (filter: string) => void scopes.push({ filter, error: null }),
    popErrorScope: () => Promise.resolve(scopes.pop()!.error),
    addEventListener: (_: string, listener: (event: Event) => void) =>
      void listeners.push(listener),
    lost: new Promise<Lost>((resolve) => lose = resolve),
    fail(filter: string, message: string) {
      scopes.findLast((scope) => scope.filter === filter)!.error ??= { message };
    },
    uncaptured(message: string) {
      const event = new Event("uncapturederror", { cancelable: true });
      Object.assign(event, { error: { message } });
      listeners.forEach((listener) => listener(event));
      return event.defaultPrevented;
    },
    lose: (how: Lost) => lose(how),
    scopes,
  };
}

Deno.test("each kind of error is thrown at the next check, and at every later one", async () => {
  for (const filter of ["validation", "out-of-memory", "internal"]) {
    const device = fakeDevice();
    const check = watchDevice(device);
    await check();
    assertEquals(device.scopes.length, 3, "the scopes are open again");
    device.fail(filter, "  what the driver says\n");
    const error = await assertRejects(check, UserError, `(${filter}: what the driver says)`);
    assertEquals((await assertRejects(check, UserError)).message, error.message);
  }
});

Deno.test("an error outside of all scopes and a lost device are told, too", async () => {
  const device = fakeDevice();
  const check = watchDevice(device);
  assertEquals(device.uncaptured("somewhere else"), true);
  await assertRejects(check, UserError, "(error: somewhere else)");
  for (const how of [{ message: "pulled out" }, { reason: "pulled out", message: "" }]) {
    const lost = fakeDevice();
    const checkLost = watchDevice(lost);
    lost.lose(how);
    await assertRejects(checkLost, UserError, "(device lost: pulled out)");
  }
});

Deno.test("a device that cannot even be asked is lost", async () => {
  const device = fakeDevice();
  const gone = { ...device, popErrorScope: () => Promise.reject(new Error("invalid device")) };
  await assertRejects(watchDevice(gone), UserError, "(device lost: Error: invalid device)");
});

Deno.test("a reading that fails is told where nothing says more", async () => {
  const check = watchDevice(fakeDevice());
  await assertRejects(
    () => check(new Error("not mapped")),
    UserError,
    "(reading: Error: not mapped)",
  );
  const lost = fakeDevice();
  const checkLost = watchDevice(lost);
  setTimeout(() => lost.lose({ message: "pulled out" }), 0);
  await assertRejects(
    () => checkLost(new Error("not mapped")),
    UserError,
    "(device lost: pulled out)",
  );
});

/** What breaks a device in earnest, and what is said of it. */
const BREAKS: readonly [string, (device: GPUDevice) => void][] = [
  ["(validation: Shader", (device) => void device.createShaderModule({ code: "fn main( {" })],
  ["(validation: Error matching", (device) => {
    const module = device.createShaderModule({ code: "@compute @workgroup_size(1) fn main() {}" });
    device.createComputePipeline({ layout: "auto", compute: { module, entryPoint: "other" } });
  }],
  ["(validation: Buffer size", (device) => {
    device.createBuffer({ size: 2 ** 40, usage: GPUBufferUsage.STORAGE });
  }],
  ["has been destroyed", (device) => {
    const usage = GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const [from, to] = [1, 2].map(() => device.createBuffer({ size: 16, usage }));
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 0, to, 0, 16);
    from.destroy();
    device.queue.submit([encoder.finish()]);
  }],
];

Deno.test({
  name: "what breaks a real device is seen: shader, pipeline, buffer, lost device",
  ignore: NO_WEBGPU,
  fn: async () => {
    const adapter = (await quietLoad(() => navigator.gpu.requestAdapter()))!;
    for (const [said, breakIt] of BREAKS) {
      const device = await adapter.requestDevice();
      const check = watchDevice(device);
      await check();
      breakIt(device);
      await assertRejects(check, UserError, said);
      await assertRejects(check, UserError, said);
    }
    const device = await adapter.requestDevice();
    const check = watchDevice(device);
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size: 16, usage });
    device.destroy();
    const failure = await assertRejects(() => buffer.mapAsync(GPUMapMode.READ));
    await assertRejects(() => check(failure), UserError, "(device lost: ");
  },
});
