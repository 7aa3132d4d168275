// A generator that runs where this script does: ONNX Runtime on one thread of WebAssembly.
import { placesIn } from "../places.js";
import { attributesIn, glance } from "./sight.js";
import { Styles } from "./styles.js";
import { readTensors } from "./tensors.js";

const HALF_RANGE = 127.5;

async function unpacked(buffer) {
  const stream = new Blob([buffer]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

// Write a picture, (3, px, px) from -1 to 1, into RGBA at a place; a clamped array also rounds.
function paintInto(rgba, width, values, { px, x, y }) {
  const plane = px * px;
  for (let row = 0; row < px; row += 1)
    for (let column = 0; column < px; column += 1) {
      const from = row * px + column;
      const to = 4 * ((y + row) * width + x + column);
      rgba[to] = values[from] * HALF_RANGE + HALF_RANGE;
      rgba[to + 1] = values[from + plane] * HALF_RANGE + HALF_RANGE;
      rgba[to + 2] = values[from + 2 * plane] * HALF_RANGE + HALF_RANGE;
      rgba[to + 3] = 255;
    }
}

function painted(pictures, places, width, height) {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (const place of places) paintInto(rgba, width, pictures[`px${place.px}`].data, place);
  return { rgba, width, height };
}

export class Network {
  #ort;
  #mapping;
  #synthesis;
  #styles;
  #scales;
  #mapped = {};
  #lent = {};
  #shown = null;

  // `ort` is the module of onnxruntime-web; `machine` its WebAssembly, compressed; `mapping` and
  // `synthesis` the graphs and `tables` the numbers of a generator; all of them buffers.
  static async open({ ort, machine, mapping, synthesis, tables }) {
    const network = new Network();
    network.#ort = ort;
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary ||= await unpacked(machine);
    network.#mapping = await ort.InferenceSession.create(mapping);
    network.#synthesis = await ort.InferenceSession.create(synthesis);
    network.#scales = network.#synthesis.outputNames.map((name) => Number(name.slice(2)));
    const map = (latent) => network.#map(latent);
    network.#styles = new Styles(readTensors(tables), network.#scales.length, map);
    return network;
  }

  // What is dragged is mostly the style: the latent stays, and so does what it is mapped to.
  async #map(latent) {
    const key = latent.join();
    if (this.#mapped.key === key) return this.#mapped.style;
    const latents = new this.#ort.Tensor("float32", latent, [1, latent.length]);
    const { styles } = await this.#mapping.run({ latents });
    this.#mapped = { key, style: styles.data };
    return styles.data;
  }

  // The styles of a state, an array for each scale.
  styles(state) {
    return this.#styles.of(state);
  }

  // The face of a state as {rgba, width, height}: its largest picture, or all as one sprite.
  async draw(state, alone = false) {
    const pictures = await this.#pictures(await this.styles(state));
    if (alone) return this.#largest(pictures);
    this.#shown = pictures;
    const px = this.#scales.at(-1);
    return painted(pictures, placesIn(this.#scales), px + px / 2, px);
  }

  #largest(pictures) {
    const px = this.#scales.at(-1);
    return painted(pictures, [{ px, x: 0, y: 0 }], px, px);
  }

  // Take further networks, buffers by their names: `attributes`, or `faces` and `encoder`.
  async lend(graphs) {
    for (const [name, graph] of Object.entries(graphs))
      this.#lent[name] = await this.#ort.InferenceSession.create(graph);
  }

  // The probability of each attribute in the sprite drawn last.
  async read() {
    return attributesIn(this.#ort, this.#lent.attributes, this.#largest(this.#shown));
  }

  // The square of the largest face in a picture, and the face nearest to it at first sight; null
  // where there is none.
  async glance(picture) {
    const found = await glance(this.#ort, this.#lent, picture);
    if (!found) return null;
    const pictures = await this.#pictures(Array(this.#scales.length).fill(found.style));
    return { square: found.square, face: this.#largest(pictures) };
  }

  #pictures(styles) {
    const { dim } = this.#styles;
    const numbers = new Float32Array(styles.length * dim);
    styles.forEach((style, i) => {
      numbers.set(style, i * dim);
    });
    const given = new this.#ort.Tensor("float32", numbers, [1, styles.length, dim]);
    return this.#synthesis.run({ styles: given });
  }
}
