import assert from "node:assert/strict";
import { test } from "node:test";
import { localMaker } from "../../../facegen/ui/latent/local/maker.js";

// A worker that answers when it is told to, by the number of the question.
class ByHand extends EventTarget {
  asked = [];
  isOver = false;

  postMessage(message) {
    this.asked.push(message);
    if (message.ask === "open") this.answer({ made: null });
  }

  answer(what) {
    const data = { number: this.asked.at(-1).number, ...what };
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }

  terminate() {
    this.isOver = true;
  }
}

const STATE = { face: { seed: "5" } };

async function opened(broken = () => {}) {
  const worker = new ByHand();
  const maker = await localMaker(worker, { weights: new ArrayBuffer(0) }, async () => {}, broken);
  return { worker, maker };
}

test("whoever waits for a generator that is put away is told so, and who asks later", async () => {
  const { worker, maker } = await opened();
  const promised = [maker.face(STATE), maker.face(STATE), maker.read(), maker.styles(STATE)];
  assert.deepEqual(
    worker.asked.map(({ ask }) => ask),
    ["open", "draw"], // so that one is being made, and three wait
  );
  maker.end();
  promised.push(maker.face(STATE));
  const kept = await Promise.allSettled(promised);
  assert.deepEqual(new Set(kept.map(({ status }) => status)), new Set(["rejected"]));
  assert.match(kept[0].reason.message, /put away/);
  assert.equal(worker.isOver, true);
  assert.equal(worker.asked.length, 2);
  worker.answer({ made: "late" });
});

test("a refusal is told from a failure, and ends nothing", async () => {
  const broken = [];
  const { worker, maker } = await opened((error) => broken.push(error.message));
  const image = new EventTarget();
  const beside = [maker.portrait(image, STATE), maker.portrait(image, STATE)];
  worker.answer({ failed: "seed must be a whole number.", status: 400 });
  await new Promise(setImmediate);
  worker.answer({ failed: "out of memory" });
  await Promise.all(beside);
  assert.deepEqual(broken, ["out of memory"]);
  const face = maker.face(STATE);
  worker.answer({ failed: "seed must be a whole number.", status: 400 });
  await assert.rejects(face, { message: "seed must be a whole number.", status: 400 });
});

test("what a generator that is put away leaves unmade can be had of another", async () => {
  const left = [];
  const { maker } = await opened((_error, ...rest) => left.push(rest));
  const [image, sheet] = [new EventTarget(), new EventTarget()];
  const asked = { vary: "seed", count: 2, columns: 2 };
  const beside = [maker.portrait(image, STATE, 64), maker.sheet(sheet, STATE, asked)];
  maker.end();
  await Promise.all(beside);
  assert.deepEqual(left.sort(), [
    ["portrait", image, STATE, 64],
    ["sheet", sheet, STATE, asked],
  ]);
});
