import assert from "node:assert/strict";
import { test } from "node:test";
import { without } from "../../../facegen/ui/latent/favourites.js";
import { stateFrom } from "../../../facegen/ui/latent/state.js";

const kept = (fields) => stateFrom({ checkpoint: "small", ...fields });

test("a face is the same however its sliders came to stand, and where no way leads", () => {
  const moved = kept({ seed: "1", components: "0:1,5:2", attributes: "Male:1,Young:-1" });
  const other = kept({ seed: "2" });
  const again = kept({ seed: "1", components: "5:2,0:1", attributes: "Young:-1,Male:1" });
  again.position = 0.25; // left over from a way between two
  again.face.components[3] = 0;
  assert.deepEqual(without([moved, other], again), [other]);
});

test("any other face stays, and so does the same seed of another generator", () => {
  const list = [
    kept({ seed: "1", truncation: "0.7" }),
    kept({ seed: "1", checkpoint: "large" }),
    kept({ seed: "1", seed2: "2", blend: "lerp", position: "0.5" }),
  ];
  assert.deepEqual(without(list, kept({ seed: "1" })), list);
});
