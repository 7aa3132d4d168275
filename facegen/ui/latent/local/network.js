// A generator that runs where this script does, and networks beside it: all on one thread of
// WebAssembly.
import { placesIn } from "../places.js";
import { Graphs } from "./graphs.js";
import { attributesIn, glance } from "./sight.js";
import { Styles } from "./styles.js";
import { Synthesis } from "./synthesis.js";
import { readTensors } from "./tensors.js";
import { unpacked, unzipped } from "./unpacked.js";

// The left upper square of a picture.
function squareOf({ rgba, width }, px) {
  const square = new Uint8ClampedArray(4 * px * px);
  for (let row = 0; row < px; row += 1)
    square.set(rgba.subarray(4 * row * width, 4 * (row * width + px)), 4 * row * px);
  return { rgba: square, width: px, height: px };
}

export class Network {
  #ort;
  #generator;
  #styles;
  #mapped = {};
  #lent = {};
  #shown = null;

  // Take what runs graphs: `ort`, the module of onnxruntime-web, and `machine`, the buffer of its
  // WebAssembly, compressed.
  async equip(ort, machine) {
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary ||= await unzipped(machine);
    this.#ort = ort;
  }

  // Take a generator, all of it buffers: `tables`, its numbers, and `weights`, or the graphs
  // `mapping` and `synthesis`, for which this must have been equipped.
  async open({ tables, weights, ...graphs }) {
    this.#generator = weights
      ? await Synthesis.open(await unpacked(weights))
      : await Graphs.open(this.#ort, graphs);
    const map = (latent) => this.#map(latent);
    this.#styles = new Styles(readTensors(tables), this.#generator.scales.length, map);
  }

  // What is dragged is mostly the style: the latent stays, and so does what it is mapped to.
  async #map(latent) {
    const key = latent.join();
    if (this.#mapped.key !== key) this.#mapped = { key, style: await this.#generator.map(latent) };
    return this.#mapped.style;
  }

  // The styles of a state, an array for each scale.
  styles(state) {
    return this.#styles.of(state);
  }

  // The face of a state as {rgba, width, height}: its largest picture, or all as one sprite.
  async draw(state, alone = false) {
    const styles = await this.styles(state);
    if (alone) return this.#largest(styles);
    const { scales } = this.#generator;
    const px = scales.at(-1);
    this.#shown = await this.#painted(styles, placesIn(scales), px + px / 2, px);
    return this.#shown;
  }

  #largest(styles) {
    const px = this.#generator.scales.at(-1);
    return this.#painted(styles, [{ px, x: 0, y: 0 }], px, px);
  }

  async #painted(styles, places, width, height) {
    const rgba = await this.#generator.paint(styles, places, width, height);
    return { rgba, width, height };
  }

  // Take further networks, buffers by their names: `attributes`, or `faces` and `encoder`.
  async lend(graphs) {
    for (const [name, graph] of Object.entries(graphs))
      this.#lent[name] = await this.#ort.InferenceSession.create(graph);
  }

  // The probability of each attribute in the sprite drawn last.
  async read() {
    const face = squareOf(this.#shown, this.#shown.height);
    return attributesIn(this.#ort, this.#lent.attributes, face);
  }

  // The square of the largest face in a picture, and the face nearest to it at first sight; null
  // where there is none.
  async glance(picture) {
    const found = await glance(this.#ort, this.#lent, picture);
    if (!found) return null;
    const styles = Array(this.#generator.scales.length).fill(found.style);
    return { square: found.square, face: await this.#largest(styles) };
  }
}
