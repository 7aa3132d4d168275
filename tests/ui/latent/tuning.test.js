import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOnTuned } from "../../../facegen/ui/latent/photo/tuning.js";
import { plainKey } from "../../../facegen/ui/latent/state.js";

test("a tuned generator's key holds that of the plain one", () => {
  assert.equal(plainKey("run:mine~AbC-12_"), "run:mine");
  assert.equal(plainKey("owner/name"), "owner/name");
});

test("distances are told before and after, beside those of other photos", () => {
  const told = { pixels: 14.06, features: 0.041, before: { pixels: 28.5, features: 0.2 } };
  const words = wordsOnTuned(told);
  assert.match(words, /from 28\.5 to 14\.1 of 255/);
  assert.match(words, /from 0\.20 to 0\.04 of the distance/);
  assert.doesNotMatch(words, /Half/);
  assert.match(
    wordsOnTuned({ ...told, unseen_pixels: 30.6 }),
    /other photos come to 30\.6 untuned/,
  );
});
