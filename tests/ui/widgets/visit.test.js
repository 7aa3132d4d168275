import assert from "node:assert/strict";
import { test } from "node:test";
import { Early, followed } from "../../../facegen/ui/widgets/visit.js";

test("what is done before the link was followed outlives it, and nothing after it does", () => {
  const [used, unused, late] = [new Early(), new Early(), new Early()];
  used.act();
  assert.deepEqual([used.outlives, unused.outlives], [true, false]);
  followed.tell(true);
  late.act();
  assert.deepEqual([used.outlives, unused.outlives, late.outlives], [false, false, false]);
});
