import assert from "node:assert/strict";
import { test } from "node:test";
import {
  faceOf,
  placeOf,
  readAt,
  textOf,
  toggled,
  verdictOn,
} from "../../../facegen/ui/story/places.js";
import {
  extentOf,
  namedOn,
  pointsOf,
  roundAbove,
  scaleOf,
} from "../../../facegen/ui/story/scale.js";
import { piecesOf } from "../../../facegen/ui/story/words.js";

test("the step that is read is the last that begins above the line", () => {
  const tops = [-700, -120, 380, 900];
  assert.deepEqual(
    [-1000, -700, 0, 379, 380, 5000].map((line) => readAt(tops, line)),
    [0, 0, 1, 1, 2, 3],
  );
});

test("a slider stands where its choice is, and at the first where there is none", () => {
  const choices = [
    ["1", "1"],
    ["20", "20"],
    ["all", "All"],
  ];
  assert.deepEqual(
    ["20", "all", "", "7"].map((choice) => placeOf(choices, choice)),
    [1, 2, 0, 0],
  );
});

test("a guess is judged once there is an answer", () => {
  const verdicts = (choice, right) => ["a", "b", "c"].map((key) => verdictOn(key, choice, right));
  assert.deepEqual(verdicts("", ""), ["", "", ""]);
  assert.deepEqual(verdicts("a", ""), ["", "", ""]);
  assert.deepEqual(verdicts("a", "a"), ["right", "", ""]);
  assert.deepEqual(verdicts("b", "c"), ["", "wrong", "missed"]);
});

test("one pixel of a choice is turned and turned back", () => {
  assert.equal(toggled("101010000011-12", 0), "001010000011-12");
  assert.equal(toggled("101010000011-34", 11), "101010000010-34");
  for (let i = 0; i < 12; i++)
    assert.equal(toggled(toggled("101010000011-12", i), i), "101010000011-12");
});

test("a face is written as it is read, without sliders that stand in the middle", () => {
  const text = "seed=7&truncation=0.7&attributes=Smiling:1.5,Young:-2";
  const face = { seed: 7, truncation: 0.7, attributes: { Smiling: 1.5, Young: -2 } };
  assert.deepEqual(faceOf(text), face);
  assert.equal(textOf(face), text);
  assert.equal(textOf({ ...face, attributes: { Male: 0 } }), "seed=7&truncation=0.7");
  assert.deepEqual(faceOf(""), { seed: 0, truncation: 1, attributes: {} });
});

test("a scale goes from end to end, evenly or by powers of ten", () => {
  const even = scaleOf(0, 10, 100, 0);
  assert.deepEqual([0, 5, 10].map(even), [100, 50, 0]);
  const powers = scaleOf(1, 100, 0, 200, true);
  assert.deepEqual([1, 10, 100].map(powers), [0, 100, 200]);
  assert.equal(scaleOf(3, 3, 0, 50)(3), 0);
});

test("curves stand on nothing, or on their least where there is no nothing", () => {
  const curves = [
    { x: [1, 10], y: [5, 2] },
    { x: [0, 100], y: [3, 0] },
  ];
  assert.deepEqual(extentOf(curves), { x: [0, 100], y: [0, 5] });
  assert.deepEqual(extentOf(curves, true), { x: [1, 100], y: [2, 5] });
  assert.deepEqual(pointsOf(curves[1], true), []);
  assert.deepEqual(pointsOf(curves[0]), [
    [1, 5],
    [10, 2],
  ]);
});

test("an axis ends at a round number, and a logarithmic one names powers of ten", () => {
  const tops = [0.576, 1, 3.74, 5.14, 20, 20.6, 999];
  const rounded = tops.map((top) => Number(roundAbove(top).toPrecision(6)));
  assert.deepEqual(rounded, [0.6, 1, 4, 6, 20, 25, 1000]);
  assert.deepEqual(extentOf([{ x: [0, 1], y: [3.74, 1] }]).y, [0, 4]);
  assert.deepEqual(extentOf([{ x: [0, 1], y: [0, 0] }]).y, [0, 0]);
  assert.deepEqual(namedOn([0, 4]), [0, 4]);
  assert.deepEqual(namedOn([0.0791, 61.7], true), [0.1, 1, 10]);
  assert.deepEqual(namedOn([1, 100], true), [1, 10, 100]);
  assert.deepEqual(namedOn([2, 61], true), [2, 61]);
});

test("words between asterisks are emphasised, markup is text", () => {
  assert.deepEqual(piecesOf("as *1 / √n*: <b>x</b>"), [
    { text: "as ", strong: false },
    { text: "1 / √n", strong: true },
    { text: ": <b>x</b>", strong: false },
  ]);
  assert.deepEqual(piecesOf("*All.* None"), [
    { text: "All.", strong: true },
    { text: " None", strong: false },
  ]);
});
