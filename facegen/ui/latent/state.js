// What the panel shows, and its grammar: the fields of `facegen.latent.request`, which links, saved
// pictures and routes share. A state is {checkpoint, face, other, blend, position, coarse}; a face
// is {seed, latent, style, truncation, centre, apart, components, attributes, coordinates}.
import { addressOf } from "../widgets/ask.js";

const OFFSETS = ["components", "attributes", "coordinates"];

export function freshFace(seed) {
  return { seed: String(seed), truncation: 1, components: {}, attributes: {}, coordinates: {} };
}

// The generator that a tuned one, `key~token`, was made of: links and keepsakes outlive the tuned.
export function plainKey(checkpoint) {
  return checkpoint.split("~")[0];
}

export function freshState() {
  return {
    checkpoint: "",
    face: freshFace(0),
    other: null,
    blend: "",
    position: 0.5,
    coarse: 2,
  };
}

// Another seed, looked at as a face is: as far from the mean, and from the same one.
export function anotherSeed({ truncation, centre }, seed) {
  return { ...freshFace(seed), truncation, ...(centre ? { centre } : {}) };
}

// The same sliders over another seed.
export function withSeed(face, seed) {
  const { style, latent, ...others } = face;
  return { ...others, seed: String(seed) };
}

// Float32 numbers as text a link can hold, as `facegen.latent.recipe` writes them.
export function textOf(numbers) {
  const bytes = new Uint8Array(new Float32Array(numbers).buffer);
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function numbersOf(text) {
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return new Float32Array(Uint8Array.from(bytes, (one) => one.charCodeAt(0)).buffer);
}

// How many sliders of a face stand elsewhere than at the start.
export function movedOf(face) {
  return OFFSETS.reduce((sum, name) => sum + offsetsOf(face, name).length, 0);
}

// The offsets of one kind, in their one order: numbers by size, as objects hold them; names by
// letter.
function offsetsOf(face, kind) {
  const moved = Object.entries(face[kind]).filter(([, value]) => value);
  return kind === "attributes" ? moved.sort(([one], [other]) => (one < other ? -1 : 1)) : moved;
}

export function faceFields(face, suffix = "") {
  const start = face.style ? "style" : face.latent ? "latent" : "seed";
  const fields = {
    [start]: face[start],
    truncation: face.truncation === 1 ? "" : String(face.truncation),
    centre: face.centre,
    apart: face.apart ? "1" : "",
  };
  for (const name of OFFSETS)
    fields[name] = offsetsOf(face, name)
      .map(([key, value]) => `${key}:${value}`)
      .join(",");
  const said = Object.entries(fields).filter(([, text]) => text);
  return Object.fromEntries(said.map(([name, text]) => [name + suffix, text]));
}

export function fieldsOf({ checkpoint, face, other, blend, position, coarse }) {
  const fields = { ...(checkpoint ? { checkpoint } : {}), ...faceFields(face) };
  if (!other || !blend) return fields;
  const where = blend === "mix" ? { coarse: String(coarse) } : { position: String(position) };
  return { ...fields, ...faceFields(other, "2"), blend, ...where };
}

function faceFrom(fields, suffix) {
  const given = (name) => fields[name + suffix];
  const face = freshFace(given("seed") || 0);
  for (const start of ["style", "latent", "centre"]) if (given(start)) face[start] = given(start);
  if (given("truncation")) face.truncation = Number(given("truncation"));
  if (given("apart") === "1") face.apart = true;
  for (const name of OFFSETS)
    for (const pair of (given(name) || "").split(",").filter(Boolean)) {
      const cut = pair.lastIndexOf(":"); // an attribute's own name may hold one
      face[name][pair.slice(0, cut)] = Number(pair.slice(cut + 1));
    }
  return face;
}

export function stateFrom(fields, checkpoint = "") {
  const blend = fields.blend || "";
  return {
    checkpoint: fields.checkpoint || checkpoint,
    face: faceFrom(fields, ""),
    other: blend ? faceFrom(fields, "2") : null,
    blend,
    position: Number(fields.position || 0),
    coarse: Number(fields.coarse || 0),
  };
}

export function pictureOf(state, asked = {}) {
  return addressOf("latent/face", { ...fieldsOf(state), ...asked });
}

export function titleOf({ face, other, blend, position, coarse }) {
  const name = ({ style, latent, seed }) =>
    style ? "a style of its own" : latent ? "a latent of its own" : `seed ${seed}`;
  if (other && blend === "mix")
    return `${coarse} coarse scales of ${name(face)}, the others of ${name(other)}`;
  if (other && blend)
    return `${Math.round(position * 100)} % of the way from ${name(face)} to ${name(other)}`;
  const moved = movedOf(face);
  const sliders = moved ? `, ${moved} slider${moved > 1 ? "s" : ""} moved` : "";
  const truncated = face.truncation === 1 ? "" : `, ${face.truncation} of the way from the mean`;
  return `Face of ${name(face)}${sliders}${truncated}`;
}
