import { quietLoad } from "../../lib/engine/quiet_load.ts";

/** Whether there is something that the WebGPU engine could compute on; its tests are ignored where not. */
export const NO_WEBGPU: boolean = !await quietLoad(async () => {
  try {
    return await navigator.gpu.requestAdapter();
  } catch {
    return null;
  }
});
