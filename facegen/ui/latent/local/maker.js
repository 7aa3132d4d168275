// Faces made in this browser, by a worker; `server.js` says what a maker of faces has.
import { queryOf } from "../../widgets/ask.js";
import { download, make } from "../../widgets/dom.js";
import { withNote } from "../png.js";
import { fieldsOf } from "../state.js";
import { varied } from "./varied.js";

const KEPT_MS = 60_000;
const ENDED = "The generator in this browser has been put away; start again.";

// Whether this browser can: the shortest program that uses WebAssembly's SIMD, and what else the
// scripts here need.
const SIMD = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0],
  ...[65, 0, 253, 15, 253, 98, 11],
];
export function canMakeFaces() {
  const parts = [globalThis.Worker, globalThis.DecompressionStream, globalThis.createImageBitmap];
  return parts.every(Boolean) && Boolean(globalThis.WebAssembly?.validate(new Uint8Array(SIMD)));
}

function nameOf({ checkpoint, face }) {
  const start = face.style ? "style" : face.latent ? "latent" : `seed${face.seed}`;
  return `${checkpoint.replace(/[^\w-]/g, "-") || "face"}-${start}`;
}

function give(blob, name) {
  const address = URL.createObjectURL(blob);
  download(address, name);
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

function canvasOf(width, height) {
  return make("canvas", { width, height }).getContext("2d");
}

const blobOf = ({ canvas }) => new Promise((done) => canvas.toBlob(done));

async function show(image, paper) {
  const address = URL.createObjectURL(await blobOf(paper));
  image.addEventListener("load", () => URL.revokeObjectURL(address), { once: true });
  image.src = address;
}

// `worker` is a Worker of worker.js, `files` the generator that it opens, `runtime` finds what runs
// graphs, once they are needed; `broken` is told of what goes wrong later, and then of the deed and
// its image, so that another maker can do it.
export async function localMaker(worker, files, runtime, broken) {
  const running = new Map();
  const waiting = [];
  let told = 0;
  let busy = false;
  let ended = null; // an error, once it is over

  // Whoever still waits is told that nothing comes any more.
  function lose(error) {
    for (const { fail } of [...waiting.splice(0), ...running.values()]) fail(error);
    running.clear();
  }

  // What prepares the worker for later is done beside what waits for its turn.
  function tell(message, transfer = []) {
    told += 1;
    const number = told;
    return new Promise((done, fail) => {
      if (ended) return fail(ended);
      running.set(number, { done, fail });
      worker.postMessage({ number, ...message }, transfer);
    });
  }

  // What is first is done before all that waits: the face on the stage before those beside it.
  function ask(message, { transfer, first = false } = {}) {
    return new Promise((done, fail) => {
      waiting[first ? "unshift" : "push"]({ message, transfer, done, fail });
      next();
    });
  }

  function next() {
    if (busy || !waiting.length) return;
    busy = true;
    const { message, transfer, done, fail } = waiting.shift();
    const answered = tell(message, transfer).finally(() => {
      busy = false;
      next();
    });
    answered.then(done, fail);
  }

  worker.addEventListener("message", ({ data: { number, made, failed, status } }) => {
    const asked = running.get(number); // nobody any more, of what was on its way at the end
    running.delete(number);
    if (failed === undefined) asked?.done(made);
    else asked?.fail(Object.assign(new Error(failed), { status }));
  });
  worker.addEventListener("error", ({ message }) => {
    lose(new Error(message || "the worker could not be started"));
  });

  const draw = (state, alone) =>
    ask({ ask: "draw", given: { state: structuredClone(state), alone } }, { first: !alone });
  const stylesOf = (state) => ask({ ask: "styles", given: { state } });
  // A picture beside the stage: if it cannot be made, whoever made this maker hears why; a refusal
  // is told on the stage.
  const beside = (made, deed, image, ...asked) =>
    made.catch((error) => error.status || broken(error, deed, image, ...asked));

  async function fill(image, states, columns, watched) {
    let paper = null;
    for (const [i, state] of states.entries()) {
      if (i > 1 && watched && !image.isConnected) return; // another has taken its place
      const face = await draw(state, true);
      const px = face.width;
      paper ||= canvasOf(px * columns, px * Math.ceil(states.length / columns));
      paper.drawImage(face, px * (i % columns), px * Math.floor(i / columns));
      face.close();
    }
    await show(image, paper);
  }

  let equipped = null;
  async function equip() {
    const given = await runtime();
    await tell({ ask: "equip", given }, [given.machine]);
  }
  const ready = () => {
    equipped ||= equip();
    return equipped;
  };

  if (!files.weights) await ready();
  await ask({ ask: "open", given: files }, { transfer: Object.values(files) });
  return {
    most: 2,
    face: (state) => draw(state, false),
    portrait: (image, state, px) =>
      beside(fill(image, [state], 1, false), "portrait", image, state, px),
    sheet(image, state, asked) {
      const states = varied(state, asked.vary, Number(asked.count));
      return beside(fill(image, states, Number(asked.columns), true), "sheet", image, state, asked);
    },
    styles: stylesOf,
    async save(state, px, enlarged) {
      const face = await draw(state, true);
      const side = enlarged || px;
      const paper = canvasOf(side, side);
      paper.imageSmoothingQuality = "high";
      paper.drawImage(face, 0, 0, side, side);
      const png = await (await blobOf(paper)).arrayBuffer();
      const noted = withNote(png, queryOf(fieldsOf(state)));
      give(new Blob([noted], { type: "image/png" }), `${nameOf(state)}.png`);
    },
    async saveNumbers(state) {
      const numbers = { facegen: fieldsOf(state), styles: await stylesOf(state) };
      const blob = new Blob([JSON.stringify(numbers)], { type: "application/json" });
      give(blob, `${nameOf(state)}.json`);
    },
    // Give further networks, and what they then tell: `network.js` says it all.
    async lend(graphs) {
      await ready();
      await tell({ ask: "lend", given: graphs }, Object.values(graphs));
    },
    read: () => ask({ ask: "read" }, { first: true }),
    glance: (picture) =>
      ask({ ask: "glance", given: { picture } }, { transfer: [picture.rgba.buffer], first: true }),
    end() {
      worker.terminate();
      ended = new Error(ENDED);
      lose(ended);
    },
  };
}
