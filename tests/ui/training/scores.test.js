import assert from "node:assert/strict";
import { test } from "node:test";
import { snapshot } from "../../../facegen/ui/training/news.js";
import { start } from "../../../facegen/ui/training/scores.js";

const part = () => ({
  dataset: {},
  style: { setProperty() {} },
  append() {},
  replaceChildren() {},
  setAttribute() {},
});
const sets = [{ name: "Samples", colour: "red", shares: [0.5, 0.5], real: 0.91 }];
const answer = () => Response.json({ span: [-1, 1], sets });

Object.assign(globalThis, {
  document: { createElementNS: part, createElement: part },
  ResizeObserver: class {
    observe() {}
  },
});

const settled = () => new Promise((resolve) => setTimeout(resolve, 10));

test("what a discriminator said is hidden once there are no samples in sight", async () => {
  const element = { hidden: null, querySelector: part };
  globalThis.fetch = async () => answer();
  start({ element });
  assert.equal(element.hidden, true);
  snapshot.tell({ run: "a", images: 5, version: "1" });
  await settled();
  assert.equal(element.hidden, false);
  snapshot.tell(null);
  assert.equal(element.hidden, true);
});

test("an answer that comes after its samples have gone is not shown", async () => {
  const element = { hidden: null, querySelector: part };
  let reply;
  globalThis.fetch = () => new Promise((resolve) => (reply = resolve));
  start({ element });
  snapshot.tell({ run: "a", images: 9, version: "2" });
  snapshot.tell(null);
  reply(answer());
  await settled();
  assert.equal(element.hidden, true);
});
