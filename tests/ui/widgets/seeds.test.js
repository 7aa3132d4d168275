import assert from "node:assert/strict";
import { test } from "node:test";
import { drawnFrom, randomSeed } from "../../../facegen/ui/widgets/seeds.js";

// Seeds 0, 2, 3 and 9, as tests/models/test_sound_seeds.py has them.
const SOUND = { bits: "DQI=", seeds: 11 };

test("every sound seed is drawn, and no other", () => {
  let at = 0;
  const random = () => (at++ % 1100) / 1100;
  const drawn = new Set(Array.from({ length: 1100 }, () => drawnFrom(SOUND, random)));
  assert.deepEqual([...drawn].sort(), ["0", "2", "3", "9"]);
});

test("where nobody has looked any seed may come", () => {
  const nearlyOne = () => 1 - 2 ** -40;
  assert.equal(drawnFrom(null, nearlyOne), String(2 ** 31 - 1));
  assert.equal(
    drawnFrom(undefined, () => 0),
    "0",
  );
  assert.equal(randomSeed(nearlyOne), String(2 ** 31 - 1));
});
