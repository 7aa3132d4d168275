import assert from "node:assert/strict";
import { test } from "node:test";
import { queryFields } from "../../../facegen/ui/latent/reading.js";
import { asked } from "../../../facegen/ui/widgets/news.js";

test("the faces the page is about are asked for as links write them", () => {
  assert.deepEqual(queryFields(asked.now), {}); // all of them, until some are chosen
  const some = { required: ["Male", "Smiling"], excluded: [] };
  assert.deepEqual(queryFields(some), { with: "Male,Smiling" });
  assert.deepEqual(queryFields({ required: [], excluded: ["Bald"] }), { without: "Bald" });
});
