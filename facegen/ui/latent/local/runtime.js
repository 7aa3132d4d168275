// Where what runs graphs is fetched from.
import { fetched } from "./fetched.js";

const ort = new URL("../../vendored/onnxruntime-web/ort.wasm.bundle.min.mjs", import.meta.url).href;
const address = new URL(
  "../../vendored/onnxruntime-web/ort-wasm-simd-threaded.wasm.gz",
  import.meta.url,
).href;

// The address of its module, and its WebAssembly, compressed.
export async function runtime() {
  const [machine] = await fetched([address]);
  return { ort, machine };
}
