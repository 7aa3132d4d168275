import assert from "node:assert/strict";
import { test } from "node:test";
import { Actions } from "../../../facegen/ui/training/actions.js";

function recording() {
  const done = [];
  const actions = new Actions(
    (action) => done.push(action),
    () => {},
  );
  return { actions, done };
}

function labelled(actions, action) {
  const one = { classList: { toggle: () => {} } };
  actions.label(one, action, "Restart", "Press again");
  return one.textContent;
}

test("what is hard to take back is done at the second press of the same", (told) => {
  told.mock.timers.enable({ apis: ["setTimeout"] });
  const { actions, done } = recording();
  const there = { what: "restart", run: "a", images: 200 };
  actions.press({ ...there }, true);
  assert.deepEqual(done, []);
  assert.equal(labelled(actions, { ...there }), "Press again");
  actions.press({ ...there }, true);
  assert.deepEqual(done, [there]);
  assert.equal(labelled(actions, there), "Restart …");
});

test("of another run or another checkpoint it is asked anew", (told) => {
  told.mock.timers.enable({ apis: ["setTimeout"] });
  const { actions, done } = recording();
  const there = { what: "restart", run: "a", images: 200 };
  const elsewhere = [
    { ...there, run: "b" },
    { ...there, images: 300 },
    { ...there, what: "remove" },
  ];
  for (const other of elsewhere) {
    actions.press(there, true);
    assert.equal(labelled(actions, other), "Restart");
    actions.press(other, true);
    assert.equal(labelled(actions, there), "Restart");
  }
  assert.deepEqual(done, []);
});

test("a question is withdrawn after a while; what is easily taken back has none", (told) => {
  told.mock.timers.enable({ apis: ["setTimeout"] });
  const { actions, done } = recording();
  const away = { what: "remove", run: "a" };
  actions.press(away, true);
  told.mock.timers.tick(60_000);
  actions.press(away, true);
  assert.deepEqual(done, []);
  actions.press({ what: "pause", run: "a" });
  assert.deepEqual(done, [{ what: "pause", run: "a" }]);
});
