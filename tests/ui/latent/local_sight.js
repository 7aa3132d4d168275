// Looks at a picture in Node as a browser would: test_sight.py runs it.
// Arguments: a folder with faces.onnx, encoder.onnx and attributes.onnx, picture.bin, its RGBA, and
// picture.json, its sides; what is seen is printed as JSON.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { centred, cut, planesOf } from "../../../facegen/ui/latent/local/pixels.js";
import { attributesIn, glance } from "../../../facegen/ui/latent/local/sight.js";
import * as ort from "../../../facegen/vendored/onnxruntime-web/ort.wasm.bundle.min.mjs";

const [folder] = process.argv.slice(2);
const vendor = new URL("../../../facegen/vendored/onnxruntime-web/", import.meta.url);
ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmBinary = gunzipSync(
  readFileSync(new URL("ort-wasm-simd-threaded.wasm.gz", vendor)),
);
const opened = async (name) => ort.InferenceSession.create(readFileSync(`${folder}/${name}.onnx`));
const sessions = { faces: await opened("faces"), encoder: await opened("encoder") };
const attributes = await opened("attributes");

const sides = JSON.parse(readFileSync(`${folder}/picture.json`));
const picture = { ...sides, rgba: new Uint8Array(readFileSync(`${folder}/picture.bin`)) };
const { square, style } = await glance(ort, sessions, picture);
const face = cut(picture, square, 64);
const empty = { ...picture, rgba: new Uint8Array(picture.rgba.length).fill(90) };
console.log(
  JSON.stringify({
    square,
    style: [...style],
    cut: [...face.rgba],
    planes: [...centred(planesOf(picture, { width: 48, height: 36 }))],
    attributes: [...(await attributesIn(ort, attributes, face))],
    nobody: await glance(ort, sessions, empty),
  }),
);
