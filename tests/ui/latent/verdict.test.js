import assert from "node:assert/strict";
import { test } from "node:test";
import { verdictOn, wordsOn } from "../../../facegen/ui/latent/photo/verdict.js";

const FOUND = { pixels: 31.26, features: 0.138, unseen_pixels: 28, style: "0,1" };

test("a face that is only alike in pose and colour is not called the same", () => {
  const words = wordsOn(FOUND);
  assert.match(words, /^Alike in pose and colour only/);
  assert.match(words, /off by 31\.3 of 255 levels a pixel; half of the photos .* than 28\.0\./);
  assert.equal(verdictOn(28, 28), "Near, as such faces go");
  assert.equal(verdictOn(14, 28), "Very near");
});

test("what the search was made to please is no witness, and said to be none", () => {
  assert.match(wordsOn(FOUND), /0\.14 of the distance between strangers, but the search/);
  assert.match(wordsOn({ ...FOUND, unseen_pixels: null }), /^The nearest face is off .* please it/);
});

test("what is no photo of a face as others are gets no verdict by theirs", () => {
  const words = wordsOn({ ...FOUND, pixels: 18 }, "This face is blurred.");
  assert.match(words, /^This face is blurred. The nearest face is off by 18\.0 /);
  assert.doesNotMatch(words, /as such faces go|half of the photos/);
});

test("while it is being looked for there is no verdict", () => {
  const words = wordsOn({ pixels: 40, features: 0.5, unseen_pixels: undefined });
  assert.equal(words, "The nearest face so far is off by 40.0 of 255 levels a pixel.");
});
