// Draws the faces of states in Node as a browser would: test_local.py runs it.
// Arguments: a folder with parts of a generator and states.json, a list of fields, and the names of
// the parts to use; pixels of all sprites, one after another, are written to faces.bin there.
import { readFileSync, writeFileSync } from "node:fs";
import { Network } from "../../../facegen/ui/latent/local/network.js";
import { stateFrom } from "../../../facegen/ui/latent/state.js";
import * as ort from "../../../facegen/vendored/onnxruntime-web/ort.wasm.bundle.min.mjs";

const [folder, parts] = process.argv.slice(2);
const vendor = new URL("../../../facegen/vendored/onnxruntime-web/", import.meta.url);
const read = (place) => {
  const bytes = readFileSync(place);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};

const network = new Network();
const files = Object.fromEntries(parts.split(",").map((name) => [name, read(`${folder}/${name}`)]));
if (!files.weights)
  await network.equip(ort, read(new URL("ort-wasm-simd-threaded.wasm.gz", vendor)));
await network.open(files);
const faces = [];
for (const fields of JSON.parse(readFileSync(`${folder}/states.json`))) {
  const { rgba } = await network.draw(stateFrom(fields));
  faces.push(Buffer.from(rgba.buffer));
}
writeFileSync(`${folder}/faces.bin`, Buffer.concat(faces));
