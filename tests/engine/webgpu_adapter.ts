import { quietLoad } from "../../lib/engine/quiet_load.ts";
import { preferVulkan } from "../../lib/engine/webgpu_backend.ts";

preferVulkan(); // as the engine does: where there is only OpenGL, it finds nothing

/** Whether there is something that the WebGPU engine could compute on; its tests are ignored where not. */
export const NO_WEBGPU: boolean = !await quietLoad(async () => {
  try {
    return await navigator.gpu.requestAdapter();
  } catch {
    return null;
  }
});
