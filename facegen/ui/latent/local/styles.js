// From a state of the panel to the styles of its face: what `facegen.latent.model` does, once more,
// for browsers that make faces themselves. The tables are those of `facegen.latent.graphs.tables`.
import { numbersOf } from "../state.js";
import { latentOf } from "./seeds.js";
import { rowOf } from "./tensors.js";

const ALMOST = 1e-6; // sines below this are of vectors that lie in one line
const LARGEST_SEED = 2n ** 63n - 1n;
const SHORTEST = 1e-12;
const REFUSED = 400;

const dot = (one, other) => one.reduce((sum, value, i) => sum + value * other[i], 0);
const times = (vector, factor) => vector.map((value) => value * factor);
const plus = (one, other) => one.map((value, i) => value + other[i]);
const minus = (one, other) => one.map((value, i) => value - other[i]);
const scaled = (vector, length) => times(vector, 1 / Math.max(length, SHORTEST));
const lengthOf = (vector) => Math.sqrt(dot(vector, vector));

// What a person asked for cannot be: an error with a `status`, as that of a server that refuses.
function refuse(sentence) {
  throw Object.assign(new Error(sentence), { status: REFUSED });
}

function readable(text) {
  try {
    return numbersOf(text);
  } catch {
    return [];
  }
}

export function lerp(start, end, position) {
  return start.map((value, i) => value + position * (end[i] - value));
}

// From one point to another about the origin, evenly in angle and in length (Shoemake 1985).
export function slerp(start, end, position) {
  const lengths = [lengthOf(start), lengthOf(end)];
  const along = scaled(start, lengths[0]);
  let across = scaled(end, lengths[1]);
  const cosine = dot(along, across);
  across = minus(across, times(along, cosine));
  const sine = lengthOf(across);
  if (sine <= ALMOST) {
    const sizes = along.map(Math.abs);
    const axis = along.map((_, i) => (i === sizes.indexOf(Math.min(...sizes)) ? 1 : 0));
    across = minus(axis, times(along, dot(axis, along)));
  }
  across = scaled(across, lengthOf(across));
  const angle = position * Math.atan2(sine, cosine);
  const length = lengths[0] + position * (lengths[1] - lengths[0]);
  return plus(times(along, Math.cos(angle) * length), times(across, Math.sin(angle) * length));
}

export class Styles {
  #tensors;
  #scales;
  #names;
  #map;

  // `map` turns a latent into a style, later: it is the network's.
  constructor({ metadata, tensors }, scales, map) {
    this.#tensors = tensors;
    this.#scales = scales;
    this.#names = JSON.parse(metadata.attributes);
    this.#map = map;
  }

  get dim() {
    return this.#tensors.mean_style.shape[0];
  }

  // The styles of a state, an array of one for each scale.
  async of({ face, other, blend, position, coarse }) {
    const first = await this.#follow(face);
    if (!other || !blend) return first;
    const second = await this.#follow(other);
    if (blend === "mix") return first.map((style, i) => (i < coarse ? style : second[i]));
    if (blend === "lerp") return first.map((style, i) => lerp(style, second[i], position));
    const mean = this.#tensors.mean_style.values;
    return first.map((style, i) =>
      plus(mean, slerp(minus(style, mean), minus(second[i], mean), position)),
    );
  }

  // One face: where it starts, truncated, led along its directions.
  async #follow(face) {
    let styles = await this.#start(face);
    const centre = this.#centre(face.centre);
    styles = styles.map((style) => lerp(centre, style, face.truncation));
    const { components, attributes, apart } = this.#tensors;
    const steps = [
      ...Object.entries(face.components).map(([number, offset]) => {
        if (number >= components.shape[0]) refuse(`There is no component ${number}.`);
        return times(rowOf(components, number), offset);
      }),
      ...Object.entries(face.attributes).map(([name, offset]) => {
        const step = rowOf(face.apart ? apart : attributes, this.#index(name));
        if (Number.isNaN(step[0])) refuse(`${name} cannot be taken apart from the others.`);
        return times(step, offset);
      }),
    ];
    return styles.map((style) => steps.reduce(plus, style));
  }

  async #start({ seed, latent, style, coordinates }) {
    const moved = (numbers) =>
      numbers.map((number, i) => number + (coordinates[i % this.dim] || 0));
    const { dim } = this;
    if (style) {
      const numbers = moved(this.#numbers("style", style, [dim, dim * this.#scales]));
      const one = (i) => numbers.slice((i * dim) % numbers.length).subarray(0, dim);
      return Array.from({ length: this.#scales }, (_, i) => one(i));
    }
    if (!latent && !(/^\d{1,19}$/.test(seed) && BigInt(seed) <= LARGEST_SEED))
      refuse(`seed must be a whole number from 0 to ${LARGEST_SEED}, not '${seed}'.`);
    const given = latent ? this.#numbers("latent", latent, [dim]) : latentOf(seed, dim);
    return Array(this.#scales).fill(await this.#map(moved(given)));
  }

  #numbers(name, text, lengths) {
    const numbers = readable(text);
    if (lengths.includes(numbers.length)) return numbers;
    const wanted = lengths.join(" or ");
    return refuse(`A ${name} of this generator has ${wanted} numbers, not ${numbers.length}.`);
  }

  #centre(name) {
    const { mean_style: mean, present, absent } = this.#tensors;
    if (!name) return mean.values;
    return name.startsWith("-")
      ? rowOf(absent, this.#index(name.slice(1)))
      : rowOf(present, this.#index(name));
  }

  #index(name) {
    const found = this.#names.indexOf(name);
    if (found < 0) refuse(`This generator has no direction of ${name}.`);
    return found;
  }
}
