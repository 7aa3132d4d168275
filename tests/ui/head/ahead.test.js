import assert from "node:assert/strict";
import { test } from "node:test";
import { newFor } from "../../../facegen/ui/head/ahead.js";

const partOf = (tabId) => ({ closest: () => tabId && { dataset: { tabId } } });

test("what a tab needs is fetched once, when a hand goes towards it", () => {
  const needs = { pixels: ["a.js", "b.js"] };
  assert.deepEqual(newFor(partOf(null), needs), []);
  assert.deepEqual(newFor({}, needs), []); // the document itself has no parts above it
  assert.deepEqual(newFor(partOf("story"), needs), []);
  assert.deepEqual(newFor(partOf("pixels"), needs), ["a.js", "b.js"]);
  assert.deepEqual(newFor(partOf("pixels"), needs), []);
});
