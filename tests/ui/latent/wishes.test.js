import assert from "node:assert/strict";
import { test } from "node:test";
import { Wishes } from "../../../facegen/ui/latent/wishes.js";

// Wishes whose answers are given by hand, in any order.
function byHand(most) {
  const open = new Map();
  const wishes = new Wishes((number) => new Promise((done) => open.set(number, done)), most);
  const answer = async (number) => {
    open.get(number)();
    open.delete(number);
    await new Promise(setImmediate);
  };
  return { wishes, answer, running: () => [...open.keys()] };
}

test("no more are answered at once than may be, and of the others only the newest", async () => {
  const { wishes, answer, running } = byHand(2);
  for (let i = 0; i < 60; i++) wishes.wish();
  assert.deepEqual(running(), [1, 2]);
  await answer(2);
  assert.deepEqual(running(), [1, 3]);
  assert.equal(wishes.isNewest(3), true);
  await answer(1);
  await answer(3);
  assert.deepEqual(running(), []);
});

test("what is wished last is always answered", async () => {
  const { wishes, answer, running } = byHand(1);
  wishes.wish();
  wishes.wish();
  assert.equal(wishes.isNewest(1), true);
  await answer(1);
  assert.deepEqual(running(), [2]);
});
