// A generator made of its graphs, by ONNX Runtime on one thread: of any family.
const HALF_RANGE = 127.5;

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

export class Graphs {
  scales;
  #ort;
  #mapping;
  #synthesis;

  // `ort` is the module of onnxruntime-web; `mapping` and `synthesis` are buffers.
  static async open(ort, { mapping, synthesis }) {
    const graphs = new Graphs();
    graphs.#ort = ort;
    graphs.#mapping = await ort.InferenceSession.create(mapping);
    graphs.#synthesis = await ort.InferenceSession.create(synthesis);
    graphs.scales = graphs.#synthesis.outputNames.map((name) => Number(name.slice(2)));
    return graphs;
  }

  // The style of a latent.
  async map(latent) {
    const latents = new this.#ort.Tensor("float32", latent, [1, latent.length]);
    const { styles } = await this.#mapping.run({ latents });
    return styles.data;
  }

  // The pictures of styles, one a scale, in one of `width` by `height`: RGBA. Each of `places` says
  // where the one of side `px` lies.
  async paint(styles, places, width, height) {
    const [{ length: dim }] = styles;
    const numbers = new Float32Array(styles.length * dim);
    styles.forEach((style, i) => {
      numbers.set(style, i * dim);
    });
    const given = new this.#ort.Tensor("float32", numbers, [1, styles.length, dim]);
    const pictures = await this.#synthesis.run({ styles: given });
    const rgba = new Uint8ClampedArray(4 * width * height);
    for (const place of places) paintInto(rgba, width, pictures[`px${place.px}`].data, place);
    return rgba;
  }
}
