import assert from "node:assert/strict";
import { test } from "node:test";
import { Styles } from "../../../facegen/ui/latent/local/styles.js";
import { stateFrom, textOf } from "../../../facegen/ui/latent/state.js";

const table = (...rows) => ({
  shape: [rows.length, 2],
  values: Float32Array.from(rows.flat()),
});
const TABLES = {
  metadata: { attributes: JSON.stringify(["Male"]) },
  tensors: {
    mean_style: { shape: [2], values: Float32Array.of(0, 0) },
    components: table([1, 0]),
    attributes: table([0, 1]),
    apart: table([Number.NaN, Number.NaN]),
    present: table([1, 1]),
    absent: table([-1, -1]),
  },
};

const styles = new Styles(TABLES, 1, async (latent) => latent);

test("what a person asks for and cannot be is refused as the server does", async () => {
  const wrong = [
    ...["abc", "-1", "1.5", "9223372036854775808"].map((seed) => ({ seed })),
    ...["!", "AAAA", textOf([1, 2, 3])].map((style) => ({ style })),
    { latent: textOf([1]) },
    { components: "1:2" },
    { attributes: "Nobody:1" },
    { attributes: "Male:1", apart: "1" },
    { centre: "-Nobody" },
  ];
  for (const fields of wrong)
    await assert.rejects(styles.of(stateFrom(fields)), { status: 400 }, JSON.stringify(fields));
});

test("what the network cannot do is no refusal", async () => {
  const lost = new Styles(TABLES, 1, async () => {
    throw new Error("out of memory");
  });
  await assert.rejects(lost.of(stateFrom({ seed: "5" })), (error) => error.status === undefined);
});

test("the largest seed and all that fits are taken", async () => {
  const right = { seed: "9223372036854775807", components: "0:1", attributes: "Male:1" };
  assert.equal((await styles.of(stateFrom(right))).length, 1);
  const own = { style: textOf([3, 4]), components: "0:2", attributes: "Male:-1" };
  assert.deepEqual([...(await styles.of(stateFrom(own)))[0]], [5, 3]);
});
