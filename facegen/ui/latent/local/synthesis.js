// A generator made of its weights: what `facegen.models.msg_gan` does, once more, by kernels/.
import { FUSED, KERNELS } from "./kernels.js";
import { kernels, panels, powers, productsOf, whole } from "./layouts.js";
import { Room } from "./room.js";
import { readTensors } from "./tensors.js";

const SMALLEST_PX = 4;
const SLOPE = 0.2;
const STRAIGHT = 1;
const TINY = 1e-8;
const MAPPING_RATE = 0.01;
const TILES = 64; // done at once, so that what is between two steps stays in the nearest cache
const BESIDE = 16; // numbers between places, as kernels/tiles.ts has it
const LARGE_PX = 16; // from here on tiles are 4 pixels wide: fewer products, of more weights
const SMOOTH_STEPS = 2; // of back-projection, as `facegen.models.layers.back_projected` has it

const leaky = (value) => Math.max(value, SLOPE * value);

export class Synthesis {
  scales;
  #mapping;
  #stem;
  #blocks;
  #tiles; // room for them before, after and while they are brought into another basis
  #numbers; // all of the memory
  #buffer;
  #run;
  #rgba;
  #lack; // of an image that is back-projected, and what is added to it
  #added;
  #config;

  // `weights` is the buffer that `facegen.latent.graphs.weights` makes, unpacked.
  static async open(weights) {
    const { tensors, metadata } = readTensors(weights);
    const synthesis = new Synthesis();
    const room = synthesis.#lay(tensors, JSON.parse(metadata.generator));
    const memory = room.built();
    synthesis.#buffer = memory.buffer;
    synthesis.#numbers = new Float32Array(memory.buffer);
    const { instance } = await WebAssembly.instantiate(quickest(), { env: { memory } });
    synthesis.#run = instance.exports;
    return synthesis;
  }

  #lay(tensors, { config, factors }) {
    const room = new Room();
    const layer = (name) => ({
      weight: tensors[`${name}.weight`],
      bias: tensors[`${name}.bias`].values,
      factor: factors[name],
    });
    const widths = config.generator_channels;
    const stem = whole(widths[0]);
    const dim = config.latent_dim;
    this.#config = config;
    this.scales = widths.map((_, level) => SMALLEST_PX << level);
    this.#mapping = Array.from({ length: config.mapping_layers }, (_, i) => layer(`mapping.${i}`));
    const pixels = SMALLEST_PX ** 2;
    const pixelFirst = (row) => (row % pixels) * stem + Math.floor(row / pixels);
    this.#stem = {
      weight: room.take(
        panels(tensors.stem_weight, Math.sqrt(2 / dim), dim, pixels * stem, pixelFirst),
      ),
      bias: tensors.stem_bias.values,
      channels: stem,
      flat: room.take(pixels * stem),
      x: room.take((SMALLEST_PX + 2) ** 2 * stem),
    };
    const most = Math.max(...widths.map(whole));
    const top = this.scales.at(-1);
    const shared = {
      style: room.take(dim),
      product: room.take(most),
      squares: room.take(most),
      scales: room.take(most),
      factors: room.take(most),
    };
    this.#blocks = widths.map((width, level) => ({
      ...shared,
      px: this.scales[level],
      channels: whole(width),
      convolutions: Array.from(
        { length: level ? config.generator_convolutions : 1 },
        (_, index) => {
          const enlarged = level > 0 && index === 0;
          return this.#layConvolution(room, layer, `blocks.${level}`, index, {
            px: this.scales[level] / (enlarged ? 2 : 1),
            enlarged,
          });
        },
      ),
      colours: room.take(colours(layer(`blocks.${level}.to_rgb`), whole(width))),
      shade: room.take(Float32Array.from([...layer(`blocks.${level}.to_rgb`).bias, 0])),
      image: room.take(4 * this.scales[level] ** 2),
    }));
    const numbers = Math.max(...this.#blocks.flatMap(mostNumbers));
    this.#tiles = [room.take(numbers), room.take(numbers), room.take(4 * productsOf(4))];
    this.#rgba = room.take(2 * top * top);
    const changed = Math.max(0, ...config.back_projected_px);
    this.#lack = room.take(changed * changed);
    this.#added = room.take(4 * changed * changed);
    return room;
  }

  #layConvolution(room, layer, block, index, { px, enlarged }) {
    const { weight, bias, factor } = layer(`${block}.convs.${index}`);
    const affine = layer(`${block}.styles.${index}.affine`);
    const [outputs, inputs] = weight.shape.map(whole);
    const padded = new Float32Array(outputs);
    padded.set(bias);
    const dim = affine.weight.shape[1];
    const edge = px < LARGE_PX ? 2 : 4;
    const wide = px / edge;
    return {
      px,
      inputs,
      outputs,
      edge,
      rows: Math.max(1, Math.min(wide, Math.floor(TILES / wide))),
      u: room.take(kernels(weight, factor, inputs, outputs, edge)),
      biases: room.take(padded),
      affine: room.take(panels(affine.weight, affine.factor, dim, inputs)),
      affineBias: affine.bias,
      powers: room.take(panels(powers(weight, factor), 1, inputs, outputs)),
      y: room.take((px + 2) ** 2 * outputs),
      larger: enlarged ? room.take((2 * px + 2) ** 2 * outputs) : 0,
    };
  }

  // The style of a latent.
  async map(latent) {
    const square = latent.reduce((sum, value) => sum + value * value, 0) / latent.length;
    let style = latent.map((value) => value / Math.sqrt(square + TINY));
    for (const { weight, bias, factor } of this.#mapping)
      style = style.map((_, row) => {
        let sum = 0;
        for (let i = 0; i < style.length; i += 1)
          sum += style[i] * weight.values[row * style.length + i];
        return leaky(factor * sum + MAPPING_RATE * bias[row]);
      });
    return style;
  }

  // The pictures of styles, one a scale, in one of `width` by `height`: RGBA. Each of `places` says
  // where the one of side `px` lies.
  async paint(styles, places, width, height) {
    this.#start(styles[0]);
    let { x } = this.#stem;
    this.#blocks.forEach((block, level) => {
      this.#put(block.style, styles[level]);
      for (const convolution of block.convolutions) x = this.#convolve(block, convolution, x);
      this.#colour(block, this.#blocks[level - 1], x);
      if (this.#config.back_projected_px.includes(block.px))
        this.#backProject(block, this.#blocks[level - 1]);
    });
    if (this.#config.consistent) this.#halve();
    const rgba = new Uint8ClampedArray(this.#buffer, this.#rgba, 4 * width * height).fill(0);
    for (const { px, x: left, y } of places) {
      const { image } = this.#blocks[this.scales.indexOf(px)];
      this.#run.paint(image, this.#rgba + 4 * (y * width + left), px, width);
    }
    return rgba.slice();
  }

  #put(address, numbers) {
    this.#numbers.set(numbers, address / 4);
  }

  #at(address, count) {
    return this.#numbers.subarray(address / 4, address / 4 + count);
  }

  // What the first block takes: all places of 4 x 4 from one style.
  #start(style) {
    const { weight, bias, channels, flat, x } = this.#stem;
    const { style: given } = this.#blocks[0];
    const line = SMALLEST_PX * channels;
    this.#put(given, style);
    this.#run.multiply(given, weight, flat, 1, style.length, SMALLEST_PX * line);
    const values = this.#at(flat, SMALLEST_PX * line);
    for (let pixel = 0; pixel < SMALLEST_PX ** 2; pixel += 1) {
      const row = Math.floor(pixel / SMALLEST_PX) + 1;
      const to = x / 4 + (row * (SMALLEST_PX + 2) + (pixel % SMALLEST_PX) + 1) * channels;
      for (let c = 0; c < bias.length; c += 1)
        this.#numbers[to + c] = leaky(values[pixel * channels + c] + bias[c]);
    }
  }

  // A convolution as the style says: what goes in is scaled by it, what comes out back to unit
  // variance.
  #convolve({ style, product, squares, scales, factors }, convolution, x) {
    const { px, inputs, outputs, edge, rows } = convolution;
    const { u, biases, affine, affineBias, y, larger } = convolution;
    this.#run.multiply(style, affine, product, 1, this.#config.latent_dim, inputs);
    const given = this.#at(product, inputs).map((value, i) => value + (affineBias[i] ?? 0));
    this.#put(scales, given);
    this.#put(
      squares,
      given.map((value) => value * value),
    );
    this.#run.multiply(squares, convolution.powers, product, 1, inputs, outputs);
    const back = this.#at(product, outputs).map((power) => Math.sqrt(2 / (power + TINY)));
    this.#put(factors, back);
    const slope = larger ? STRAIGHT : SLOPE;
    this.#run.convolve(
      ...[x, scales, u, factors, biases, y, ...this.#tiles],
      ...[px, inputs, outputs, edge, rows, slope],
    );
    if (!larger) return y;
    this.#run.enlarge(y, larger, px, outputs, 1, SLOPE);
    return larger;
  }

  // An image is what the block adds to the smaller one, or is made by the block alone.
  #colour({ px, channels, colours, shade, image }, smaller, x) {
    if (smaller && this.#config.cumulative)
      this.#run.enlarge(smaller.image, image, smaller.px, 4, 0, STRAIGHT);
    else this.#at(image, 4 * px * px).fill(0);
    this.#run.colour(x, colours, shade, image, px, channels);
  }

  // Change an image, smoothly where that is possible, so that it halves to the smaller one.
  #backProject({ px, image }, smaller) {
    const values = this.#at(image, 4 * px * px);
    const added = this.#at(this.#added, values.length);
    for (let step = 0; step < SMOOTH_STEPS; step += 1) {
      this.#lacking(image, smaller);
      this.#run.enlarge(this.#lack, this.#added, smaller.px, 4, 0, STRAIGHT);
      for (let i = 0; i < values.length; i += 1) values[i] += added[i];
    }
    const lack = this.#lacking(image, smaller);
    for (let row = 0; row < px; row += 1)
      for (let i = 0; i < 4 * px; i += 1)
        values[4 * row * px + i] += lack[4 * (row >> 1) * smaller.px + 4 * (i >> 3) + (i & 3)];
  }

  // What the halves of an image lack.
  #lacking(image, smaller) {
    const lack = this.#at(this.#lack, 4 * smaller.px ** 2);
    const wanted = this.#at(smaller.image, lack.length);
    this.#run.halve(image, this.#lack, smaller.px);
    for (let i = 0; i < lack.length; i += 1) lack[i] = wanted[i] - lack[i];
    return lack;
  }

  // The smaller images are then the largest one, halved and halved again.
  #halve() {
    for (let level = this.#blocks.length - 1; level > 0; level -= 1) {
      const { image, px } = this.#blocks[level - 1];
      this.#run.halve(this.#blocks[level].image, image, px);
    }
  }
}

// How much room the tiles take that are done at once in each convolution of a block.
function mostNumbers({ convolutions }) {
  return convolutions.map(
    ({ px, inputs, outputs, edge, rows }) =>
      productsOf(edge) * (rows * (px / edge) * Math.max(inputs, outputs) + BESIDE),
  );
}

// The kernels as far as this browser takes them.
function quickest() {
  const fused = bytes(FUSED);
  return WebAssembly.validate(fused) ? fused : bytes(KERNELS);
}

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

// Weights (3, inputs, 1, 1) as (inputs, 4).
function colours({ weight, factor }, inputs) {
  const [rows, columns] = weight.shape;
  const laid = new Float32Array(4 * inputs);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      laid[4 * column + row] = factor * weight.values[row * columns + column];
  return laid;
}
