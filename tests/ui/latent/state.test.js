// The grammar of faces: the page's script and `facegen.latent` are held to one table of cases.
// `test_state.py` reads the same table.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  anotherSeed,
  fieldsOf,
  pictureOf,
  stateFrom,
  titleOf,
  withSeed,
} from "../../../facegen/ui/latent/state.js";

const CASES = JSON.parse(readFileSync(new URL("faces.json", import.meta.url), "utf8"));

for (const { says, fields, written } of CASES)
  test(`fields are read and written as the table says: ${says}`, () => {
    const state = stateFrom(fields);
    assert.deepEqual(fieldsOf(state), written);
    assert.deepEqual(fieldsOf(stateFrom(written)), written);
  });

test("a link without a generator stays with the one shown", () => {
  assert.equal(stateFrom({ seed: "1" }, "small").checkpoint, "small");
  assert.equal(stateFrom({ seed: "1", checkpoint: "run:a" }, "small").checkpoint, "run:a");
});

test("the address of a picture stays readable and is read back the same", () => {
  const fields = { checkpoint: "run:a b", seed: "1", components: "0:1.5,2:-2" };
  const address = pictureOf(stateFrom(fields), { scale: 64 });
  assert.equal(address, "latent/face?checkpoint=run:a+b&seed=1&components=0:1.5,2:-2&scale=64");
  const read = Object.fromEntries(new URLSearchParams(address.split("?")[1]));
  assert.deepEqual(read, { ...fields, scale: "64" });
});

test("another seed is looked at as the face is, without its sliders", () => {
  const { face } = stateFrom({ style: "AACAPw", truncation: "0.5", centre: "Male", apart: "1" });
  const other = { ...stateFrom({}), face: anotherSeed(face, 3) };
  assert.deepEqual(fieldsOf(other), { seed: "3", truncation: "0.5", centre: "Male" });
});

test("the same sliders are laid over another seed", () => {
  const state = stateFrom({ latent: "AACAPw", truncation: "0.5", attributes: "Male:1" });
  const fields = fieldsOf({ ...state, face: withSeed(state.face, 2n ** 60n) });
  assert.deepEqual(fields, {
    seed: "1152921504606846976",
    truncation: "0.5",
    attributes: "Male:1",
  });
});

test("a face is named by where it starts and how far it was led", () => {
  const title = (fields) => titleOf(stateFrom(fields));
  assert.equal(title({ seed: "3" }), "Face of seed 3");
  assert.equal(
    title({ latent: "AACAPw", components: "1:2,2:0", attributes: "Male:1", truncation: "0.5" }),
    "Face of a latent of its own, 2 sliders moved, 0.5 of the way from the mean",
  );
  const between = { seed: "1", style2: "AACAPw", blend: "lerp", position: "0.256" };
  assert.equal(title(between), "26 % of the way from seed 1 to a style of its own");
  assert.equal(
    title({ seed: "1", seed2: "2", blend: "mix", coarse: "3" }),
    "3 coarse scales of seed 1, the others of seed 2",
  );
});
