import assert from "node:assert/strict";
import { test } from "node:test";
import { axisOf, ticksOf } from "../../../facegen/ui/training/axis.js";
import { endsOf } from "../../../facegen/ui/training/curves.js";
import { cornerOf, rowsIn, tilesOf } from "../../../facegen/ui/training/grid_picture.js";
import { figuresOf } from "../../../facegen/ui/training/monitor.js";
import { completed } from "../../../facegen/ui/training/watcher.js";

test("ticks are round numbers within the axis", () => {
  const linear = (low, high) => ticksOf({ low, high, isLog: false });
  assert.deepEqual(linear(0, 100), [0, 50, 100]);
  assert.deepEqual(linear(-1, 1), [-1, 0, 1]);
  assert.deepEqual(linear(333, 333), [333]);
  assert.deepEqual(linear(0, 7_000_000), [0, 2e6, 4e6, 6e6]);
  for (const [low, high] of [
    [0.013, 0.017],
    [-4e-9, 3e-9],
    [12345, 12400],
    [-0.3, 0.6],
    [0.29, 3.4],
  ]) {
    const ticks = linear(low, high);
    assert.ok(ticks.length >= 2 && ticks.length <= 5, `${ticks}`);
    assert.ok(ticks.every((tick) => tick >= low && tick <= high * (1 + 1e-6)));
  }
});

test("a logarithmic axis has powers of ten, and halves where it is short", () => {
  const around = (ticks) => ticks.map((tick) => Number(tick.toPrecision(6)));
  assert.deepEqual(around(ticksOf({ low: 0, high: 3, isLog: true })), [1, 10, 100, 1000]);
  assert.deepEqual(around(ticksOf({ low: 0, high: 0.7, isLog: true })), [1, 2, 5]);
  assert.ok(ticksOf({ low: -9, high: 9, isLog: true }).length <= 5);
});

test("an axis has ticks, and not too many, even where all values are one", () => {
  for (const value of [1.3, 25, 0.0042, 7_700_000])
    for (const log of [false, true])
      for (const values of [[value], [value, value * 1.2], [value, value * 3]]) {
        const axis = axisOf(values, { log });
        const ticks = ticksOf(axis);
        const places = ticks.map(axis.place);
        assert.ok(ticks.length >= 2 && ticks.length <= 5, `${values}: ${ticks}`);
        assert.ok(
          places.every((one) => one >= axis.low && one <= axis.high + 1e-6),
          `${ticks}`,
        );
      }
});

test("an axis reaches a little further than its values, whatever they are", () => {
  const axis = axisOf([2, 4]);
  assert.ok(axis.low < 2 && axis.low > 1.5 && axis.high > 4 && axis.high < 4.5);
  const flat = axisOf([3, 3]);
  assert.ok(flat.low < 3 && flat.high > 3);
  assert.ok(axisOf([0]).high > axisOf([0]).low);
  const fixed = axisOf([0.2, 0.4], { span: [0, 1] });
  assert.deepEqual([fixed.low, fixed.high], [0, 1]);
});

test("what has no logarithm lies at the smallest value that has one", () => {
  const axis = axisOf([0, 0.01, 100], { log: true, span: [0, 1] });
  assert.equal(axis.isLog, true);
  assert.equal(axis.place(0), axis.place(0.01));
  assert.ok(axis.low < -2 && axis.high > 2);
  const none = axisOf([-1, 0], { log: true });
  assert.equal(none.isLog, false);
  assert.equal(none.place(-1), -1);
});

test("curves end where the first of them begins and the last one ends", () => {
  const panels = [{ curves: [{ x: [5, 9] }, { x: [2, 7] }] }, { curves: [{ x: [8, 30] }] }];
  assert.deepEqual(endsOf(panels), [2, 30]);
});

test("a grid of eight columns is cut where its tiles lie", () => {
  assert.equal(rowsIn(4 * 64 + 3 * 2, 64), 4);
  assert.equal(rowsIn(8, 8), 1);
  assert.deepEqual(cornerOf({ index: 0, px: 64 }), { x: 0, y: 0 });
  assert.deepEqual(cornerOf({ index: 10, px: 64 }), { x: 132, y: 66 });
});

test("one face, all of a scale, or the first of each scale are drawn", () => {
  assert.deepEqual(tilesOf([{ px: 64, rows: 4 }], 10), [[{ grid: 0, index: 10, px: 64 }]]);
  const all = tilesOf([{ px: 64, rows: 4 }], null).flat();
  assert.deepEqual(
    all.map(({ index }) => index),
    Array.from({ length: 32 }, (_, i) => i),
  );
  const scales = tilesOf(
    [
      { px: 64, rows: 4 },
      { px: 32, rows: 4 },
    ],
    null,
  );
  assert.deepEqual(
    scales.map((row) => row.length),
    [8, 8],
  );
  assert.deepEqual(scales[1][7], { grid: 1, index: 7, px: 32 });
});

test("what a view leaves out is as it was, but for its brief", () => {
  const runs = [{ name: "a", images: 5 }, { name: "b" }];
  const known = { run: { name: "a", images: 3, panels: ["losses"] } };
  assert.deepEqual(completed({ tag: "t", runs }, known).run, {
    name: "a",
    images: 5,
    panels: ["losses"],
  });
  assert.equal(completed({ tag: "t", runs, run: null }, known).run, null);
  assert.deepEqual(completed({ runs, run: { name: "b", panels: [] } }, known).run, {
    name: "b",
    panels: [],
  });
});

test("a run that trains has all its rows from the start", () => {
  const run = { state: "training", images: 0, seconds: 0, kimg: 100, pace: null };
  const rows = figuresOf({ ...run, seconds_left: null });
  assert.deepEqual(rows, [
    ["Pictures seen", "0 of 100,000"],
    ["Pictures a second", "…"],
    ["Trained for", "0 s"],
    ["Time left", "…"],
  ]);
  const ended = { state: "finished", images: 12345, seconds: 61, minutes: 2.5, pace: 7.25 };
  assert.deepEqual(figuresOf(ended), [
    ["Pictures seen", "12,345"],
    ["Pictures a second", "7.3"],
    ["Trained for", "1 min 1 s of 2 min 30 s"],
  ]);
});
