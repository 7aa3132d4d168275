import assert from "node:assert/strict";
import { test } from "node:test";
import { tooLarge } from "../../../facegen/ui/latent/photo/photo.js";

test("a file that the server would refuse is told its size, the bound, and what to do", () => {
  assert.equal(
    tooLarge(62_914_560),
    "That picture has 60 MB, but at most 12 MB can be sent; " +
      "make it smaller, such as 2,000 pixels wide.",
  );
  assert.match(tooLarge(12_582_913), /has 12\.1 MB/);
  assert.equal(tooLarge(12_582_912), "");
});
