import assert from "node:assert/strict";
import { test } from "node:test";
import {
  atCorner,
  cornersOf,
  fieldOf,
  fitted,
  holds,
  ledTo,
  squareAt,
} from "../../../facegen/ui/latent/photo/frames.js";

const SQUARE = { x: 100, y: 50, side: 40, turn: 0 };
const near = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]) < 1e-9;

test("corners go round the middle, clockwise as the frame is turned", () => {
  const corners = cornersOf(SQUARE);
  assert.deepEqual(corners[0], [80, 30]);
  assert.deepEqual(corners[2], [120, 70]);
  const quarter = cornersOf({ ...SQUARE, turn: 90 });
  assert.ok(near(quarter[0], corners[1])); // what was left above is right above now
});

test("a turned frame holds what lies in it, and not what its box alone does", () => {
  assert.ok(holds(SQUARE, [119, 69]));
  const turned = { ...SQUARE, turn: 45 };
  assert.ok(!holds(turned, [119, 69]));
  assert.ok(holds(turned, [100, 77])); // beyond the upright frame
});

test("a corner that is led away takes the frame's side and turn along", () => {
  const corner = cornersOf(SQUARE)[1];
  const place = [100, 110]; // straight below the middle, three times as far as an edge
  const led = ledTo(SQUARE, corner, place);
  assert.ok(near(cornersOf(led)[1], place));
  assert.equal(Math.round(led.turn), 135);
  assert.deepEqual([led.x, led.y], [SQUARE.x, SQUARE.y]);
  assert.deepEqual(ledTo(SQUARE, corner, corner), SQUARE);
});

test("a corner is met within reach, also from outside", () => {
  assert.ok(atCorner(SQUARE, [83, 26], 5));
  assert.ok(!atCorner(SQUARE, [86, 30], 5));
  assert.ok(!atCorner(SQUARE, [100, 50], 5));
});

test("of two frames about a place the smaller is meant", () => {
  const inner = { ...SQUARE, side: 10 };
  assert.equal(squareAt([SQUARE, inner], [101, 51]), 1);
  assert.equal(squareAt([SQUARE, inner], [115, 51]), 0);
  assert.equal(squareAt([SQUARE, inner], [300, 51]), -1);
});

test("a frame stays within what the server takes, and is written as it reads it", () => {
  const photo = { width: 200, height: 100 };
  const far = fitted({ x: -5, y: 400, side: 1e6, turn: 190 }, photo);
  assert.deepEqual(far, { x: 0, y: 100, side: 400, turn: -170 });
  assert.equal(fitted({ ...SQUARE, side: 1 }, photo).side, 16);
  assert.equal(fieldOf({ x: 1.23456, y: 2, side: 3.5, turn: -0.004 }), "1.23,2,3.5,0");
});
