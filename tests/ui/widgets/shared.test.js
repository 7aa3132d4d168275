import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { refused } from "../../../facegen/ui/head/refused.js";
import { ask, followLines, Newest, queryOf } from "../../../facegen/ui/widgets/ask.js";
import { News } from "../../../facegen/ui/widgets/news.js";
import { cellAfter, cellAt, nearestTo, placeIn } from "../../../facegen/ui/widgets/places.js";
import {
  askable,
  STATES,
  stateOf,
  surprise,
  withState,
} from "../../../facegen/ui/widgets/query.js";
import { counted, number, percent, short, span } from "../../../facegen/ui/widgets/words.js";

test("numbers are written for people", () => {
  assert.deepEqual(
    [0, 999, 1234567].map((one) => number(one)),
    ["0", "999", "1,234,567"],
  );
  assert.equal(number(2.25, 1), "2.3");
  assert.equal(percent(0.256), "26 %");
  assert.deepEqual([0, 0.001234, 12.345, 999, 1000, -45678, 2.5e6].map(short), [
    "0",
    "0.00123",
    "12.3",
    "999",
    "1k",
    "-45.7k",
    "2.5M",
  ]);
});

test("a span of time never has sixty of anything", () => {
  assert.deepEqual([0, 59.4, 59.6, 60, 119.7, 3599.9, 3600, 90_061].map(span), [
    "0 s",
    "59 s",
    "1 min 0 s",
    "1 min 0 s",
    "2 min 0 s",
    "1 h 0 min",
    "1 h 0 min",
    "25 h 1 min",
  ]);
});

const AREA = { left: 100, top: 50, width: 200, height: 80 };

test("a pointer is somewhere in its area, even when it has left it", () => {
  assert.deepEqual(placeIn({ clientX: 150, clientY: 70 }, AREA), { x: 0.25, y: 0.25 });
  assert.deepEqual(placeIn({ clientX: 0, clientY: 999 }, AREA), { x: 0, y: 1 });
  assert.deepEqual(placeIn({ clientX: 100, clientY: 50 }, { ...AREA, width: 0 }), { x: 0, y: 0 });
});

test("every place is in one cell, the far edge in the last", () => {
  assert.deepEqual(
    [0, 0.124, 0.125, 0.99, 1].map((one) => cellAt(one, 8)),
    [0, 0, 1, 7, 7],
  );
});

test("arrows lead from cell to cell, and stay on the picture", () => {
  const led = (key, from, more = {}) => cellAfter({ key, ...more }, from, 8, 32);
  const keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
  const from = (cell) => keys.map((key) => led(key, cell));
  assert.deepEqual(from(12), [11, 13, 4, 20]);
  assert.deepEqual(
    [from(0), from(31)],
    [
      [0, 1, 0, 8],
      [30, 31, 23, 31],
    ],
  );
  assert.deepEqual(from(null), [0, 0, 0, 0]);
  assert.equal(led("Enter", 3), null);
  assert.equal(led("ArrowLeft", 3, { altKey: true }), null);
});

test("a number has its noun", () => {
  assert.deepEqual(
    [0, 1, 2, 1234].map((count) => counted(count, "face")),
    ["0 faces", "1 face", "2 faces", "1,234 faces"],
  );
});

test("the nearest of some numbers is found, the first of equally near ones", () => {
  const slow = (wanted, numbers) =>
    numbers.reduce(
      (best, one, i) => (Math.abs(one - wanted) < Math.abs(numbers[best] - wanted) ? i : best),
      0,
    );
  for (const wanted of [-5, 0, 14, 15, 16, 99])
    assert.equal(nearestTo(wanted, [0, 10, 20, 30]), slow(wanted, [0, 10, 20, 30]));
  assert.equal(nearestTo(15, [10, 20]), 0);
});

test("a chip has one of three states, and what was chosen last stands last", () => {
  let query = { required: ["Male", "Young"], excluded: [] };
  const before = structuredClone(query);
  for (const state of STATES) {
    query = withState(query, "Male", state);
    assert.equal(stateOf(query, "Male"), state);
    assert.equal(stateOf(query, "Young"), "must");
  }
  assert.deepEqual(query, { required: ["Young"], excluded: ["Male"] });
  assert.deepEqual(withState(query, "Male", "must").required, ["Young", "Male"]);
  assert.deepEqual(before, { required: ["Male", "Young"], excluded: [] });
});

test("news are heard by all, and who comes later finds the last", () => {
  const news = new News(1);
  const heard = [];
  news.hear((now) => heard.push(now));
  assert.equal(news.now, 1);
  news.tell(2);
  assert.deepEqual([heard, news.now], [[2], 2]);
});

test("addresses say plainly what is plain", () => {
  assert.equal(
    queryOf({ run: "a/b", at: "0:1,2:3", odd: "x&y=z" }),
    "run=a/b&at=0:1,2:3&odd=x%26y%3Dz",
  );
});

const fetched = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = fetched;
});

const answering = (answer) => {
  globalThis.fetch = async () => answer;
};

test("a refusal is an error with the server's sentence and status", async () => {
  answering(Response.json({ error: "seed must be a whole number." }, { status: 400 }));
  await assert.rejects(ask("x"), { message: "seed must be a whole number.", status: 400 });
  answering(new Response("<html>", { status: 502 }));
  await assert.rejects(ask("x"), { message: /502/, status: 502 });
});

test("a silent server is told from a request that was given up", async () => {
  globalThis.fetch = async () => {
    throw new TypeError("Failed to fetch");
  };
  await assert.rejects(ask("x"), (error) => /not answer/.test(error.message) && !error.status);
  globalThis.fetch = async () => {
    throw new DOMException("gone", "AbortError");
  };
  await assert.rejects(ask("x"), { name: "AbortError" });
});

const stream = (...parts) => new Response(new Blob(parts).stream());

test("lines are handed on whole, however they arrive", async () => {
  const bytes = new TextEncoder().encode('{"word":"né"}\n{"progress":1}\n');
  const parts = [...bytes].map((byte) => new Uint8Array([byte]));
  const body = new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
  answering(new Response(body));
  const told = [];
  await followLines("x", {}, (event) => told.push(event));
  assert.deepEqual(told, [{ word: "né" }, { progress: 1 }]);
});

test("a line with an error ends the answer with its sentence", async () => {
  answering(stream('{"progress":0.5}\n{"error":"No face has these."}\n{"progress":1}\n'));
  const told = [];
  await assert.rejects(
    followLines("x", {}, (event) => told.push(event)),
    {
      message: "No face has these.",
    },
  );
  assert.deepEqual(told, [{ progress: 0.5 }]);
});

test("of one kind of work only the newest goes on", async () => {
  const signals = [];
  globalThis.fetch = async (_, { signal }) => {
    signals.push(signal);
    return stream("");
  };
  const work = new Newest();
  await work.follow("first", {}, () => {});
  await work.follow("second", {}, () => {});
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, false],
  );
  work.stop();
  assert.equal(signals[1].aborted, true);
});

test("a surprise adds what some faces have, and begins anew after three", () => {
  const counts = { Male: 40, Bald: 3, Smiling: 25 };
  const none = { required: [], excluded: [] };
  const first = surprise(none, counts, () => 0.99);
  assert.deepEqual(first, { required: ["Smiling"], excluded: [] });
  assert.deepEqual(surprise(first, counts, () => 0.99).required, ["Smiling", "Male"]);
  assert.deepEqual(surprise({ required: ["Male", "Smiling"], excluded: [] }, counts), none);
  assert.deepEqual(surprise({ required: ["a", "b"], excluded: ["c"] }, counts), none);
  assert.deepEqual(surprise(none, undefined), none);
});

test("an example is offered where the store has its attributes", () => {
  const query = { required: ["Male"], excluded: ["Young"] };
  assert.ok(askable(query, ["Young", "Male", "Bald"]));
  assert.ok(!askable(query, ["Male"]));
});

const listeners = {};
globalThis.addEventListener = (kind, heard) => {
  listeners[kind] = heard;
};
globalThis.history = {
  state: null,
  replaceState(state) {
    this.state = state;
  },
};

test("what was asked of a server out of reach is told once the page is loaded anew", async () => {
  const told = [];
  const opened = () => refused((sentence) => told.push(sentence));
  const asking = async (path) => {
    globalThis.fetch = async () => {
      throw new TypeError("Failed to fetch");
    };
    opened();
    await assert.rejects(globalThis.fetch(path), TypeError);
    opened();
    return told.splice(0);
  };
  assert.deepEqual(await asking("latent/face"), []);
  assert.match(String(await asking("/gradio_api/run/predict")), /^The server was out of reach/);
  assert.deepEqual(await asking("latent/face"), []);
});

test("what is ended by leaving the page was not lost", async () => {
  globalThis.fetch = async () => {
    throw new TypeError("Failed to fetch");
  };
  refused(assert.fail);
  listeners.beforeunload();
  await assert.rejects(globalThis.fetch("/gradio_api/run/predict"), TypeError);
  assert.equal(history.state, null);
});

test("what an unqueued event of the page refuses is told, and still answered", async () => {
  const answers = {
    "/gradio_api/run/predict?tab=a": [{ error: "It has no faces." }, 400],
    "/gradio_api/run/predict": [{ data: [] }, 200],
    "/latent/face": [{ error: "Not of the page's own." }, 400],
  };
  globalThis.fetch = async (path) => {
    const [body, status] = answers[path];
    const answer = Response.json(body, { status });
    Object.defineProperty(answer, "url", { value: `http://here${path}` });
    return answer;
  };
  const told = [];
  refused((sentence) => told.push(sentence));
  for (const [path, [body]] of Object.entries(answers))
    assert.deepEqual(await (await globalThis.fetch(path)).json(), body);
  assert.deepEqual(told, ["It has no faces."]);
});
