import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../../../facegen/ui/latent/history.js";
import { fieldsOf, stateFrom } from "../../../facegen/ui/latent/state.js";
import { Walk } from "../../../facegen/ui/latent/walk.js";

const MODEL = { checkpoint: "small", scales: [4, 8, 16] };

function walkAt(fields) {
  const walk = new Walk();
  const told = [];
  for (const name of ["show", "paint", "settled", "checkpoint", "opened"])
    walk.hear(name, () => told.push(name));
  walk.restart(stateFrom(fields));
  walk.opened(MODEL);
  told.length = 0;
  return { walk, told, seed: () => walk.state.face.seed };
}

test("what a hand passes on its way is one step", () => {
  const { walk } = walkAt({ seed: "1" });
  for (const value of [0.1, 0.2, 0.3]) {
    walk.state.face.truncation = value;
    walk.show();
  }
  walk.settle();
  assert.equal(walk.canUndo, true);
  walk.undo();
  assert.equal(walk.state.face.truncation, 1);
  assert.equal(walk.canUndo, false);
  walk.redo();
  assert.equal(walk.state.face.truncation, 0.3);
});

test("a burst of keys on one slider is one step, until the hand rests or goes elsewhere", (t) => {
  t.mock.timers.enable({ apis: ["Date", "setTimeout"] });
  const { walk } = walkAt({ seed: "1" });
  const key = (slider, value, waitMs) => {
    t.mock.timers.tick(waitMs);
    walk.state.face.components[slider] = value;
    walk.settle(slider);
  };
  for (let i = 1; i <= 12; i++) key("a", i, 30);
  key("b", 1, 30);
  key("b", 2, 3000);
  const undone = [];
  while (walk.canUndo) {
    walk.undo();
    undone.push(structuredClone(walk.state.face.components));
  }
  assert.deepEqual(undone, [{ a: 12, b: 1 }, { a: 12 }, {}]);
  walk.redo();
  key("a", 13, 30);
  walk.undo();
  assert.deepEqual(walk.state.face.components, { a: 12 });
});

test("a new step forgets what was undone, and what changes nothing is no step", () => {
  const { walk, seed } = walkAt({ seed: "1" });
  for (const next of ["2", "3"]) walk.becomeFace({ ...walk.state.face, seed: next });
  walk.undo();
  assert.equal(seed(), "2");
  walk.settle();
  assert.equal(walk.canRedo, true);
  walk.becomeFace({ ...walk.state.face, seed: "4" });
  assert.equal(walk.canRedo, false);
  walk.undo();
  walk.undo();
  walk.undo();
  assert.equal(seed(), "1");
});

test("what was handed over does not change with the walk", () => {
  const { walk } = walkAt({ seed: "1" });
  const favourite = stateFrom({ checkpoint: "small", seed: "9" });
  walk.become(favourite);
  walk.state.face.components[0] = 2;
  assert.deepEqual(favourite.face.components, {});
});

test("only the newest two hundred steps are kept", () => {
  const history = new History(0);
  for (let step = 1; step <= 250; step++) history.settle(step);
  let last = null;
  for (let state = history.undo(); state !== null; state = history.undo()) last = state;
  assert.equal(last, 50);
});

test("another generator is opened before it is painted, and undo leads back to the first", () => {
  const { walk, told } = walkAt({ checkpoint: "small", seed: "4", truncation: "0.5", seed2: "1" });
  walk.choose("large");
  assert.deepEqual(told, ["settled", "checkpoint"]);
  assert.deepEqual(fieldsOf(walk.state), { checkpoint: "large", seed: "4", truncation: "0.5" });
  walk.opened({ ...MODEL, checkpoint: "large" });
  told.length = 0;
  walk.undo();
  assert.deepEqual(told, ["settled", "checkpoint"]);
  assert.equal(walk.state.checkpoint, "small");
});

test("on a way between two faces there is a second one, seen as the first is", () => {
  const { walk } = walkAt({ seed: "1", truncation: "0.6", centre: "Male" });
  walk.enter("path");
  const { other, blend, position } = walk.state;
  assert.deepEqual([blend, position], ["lerp", 0.5]);
  assert.deepEqual([other.truncation, other.centre], [0.6, "Male"]);
  walk.enter("mix");
  assert.equal(walk.state.other.seed, other.seed);
  assert.deepEqual([walk.state.blend, walk.state.coarse], ["mix", 2]);
  walk.enter("photo");
  assert.deepEqual([walk.state.other, walk.state.blend], [null, ""]);
});

test("an arc stays an arc, and the way on the console follows what is shown", () => {
  const { walk } = walkAt({ seed: "1", seed2: "2", blend: "slerp", position: "0.2" });
  assert.equal(walk.way, "path");
  walk.enter("path");
  assert.deepEqual([walk.state.blend, walk.state.position], ["slerp", 0.2]);
  walk.becomeFace(walk.state.other);
  assert.equal(walk.way, "sliders");
});

test("a tuned generator that was forgotten gives way to its plain one, which is no step", () => {
  const { walk, told } = walkAt({ checkpoint: "small", seed: "4" });
  walk.become({ checkpoint: "small~key", face: { ...walk.state.face, seed: "5" } });
  walk.opened({ ...MODEL, checkpoint: "small~key" });
  told.length = 0;
  walk.forgotten();
  assert.deepEqual(told, ["checkpoint"]);
  assert.deepEqual(fieldsOf(walk.state), { checkpoint: "small", seed: "5" });
  walk.opened(MODEL);
  walk.undo();
  assert.deepEqual(fieldsOf(walk.state), { checkpoint: "small", seed: "4" });
  assert.equal(walk.canUndo, false);
});
