// Where faces are made: in this browser as soon as it holds the generator, else on the server.
import { addressOf, ask } from "../widgets/ask.js";
import { download } from "../widgets/dom.js";
import { percent } from "../widgets/words.js";
import { canMakeFaces, localMaker } from "./local/maker.js";
import { serverMaker } from "./server.js";

const KEY = "facegen-latent-made";
const PARTS = ["mapping", "synthesis", "tables"];
const ort = new URL("../vendored/onnxruntime-web/ort.wasm.bundle.min.mjs", import.meta.url).href;
const machine = new URL(
  "../vendored/onnxruntime-web/ort-wasm-simd-threaded.wasm.gz",
  import.meta.url,
).href;
const script = new URL("./local/worker.js", import.meta.url).href;

// Fetch files, each as a buffer, and tell the share of all their bytes that are here.
async function fetched(addresses, told) {
  const answers = await Promise.all(addresses.map((address) => ask(address)));
  const sizes = answers.map(({ headers }) => Number(headers.get("content-length")));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  return Promise.all(
    answers.map(async ({ body }) => {
      const counted = body.pipeThrough(
        new TransformStream({
          transform(part, controller) {
            done += part.byteLength;
            told(total ? done / total : 0);
            controller.enqueue(part);
          },
        }),
      );
      return new Response(counted).arrayBuffer();
    }),
  );
}

// What was chosen the last time; private windows and foreign frames keep nothing.
function chosen() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(made) {
  try {
    localStorage.setItem(KEY, made);
  } catch {
    // it holds until the page is left
  }
}

export function addWhere({ find, walk }) {
  const box = find(".lp-where");
  const choice = box.querySelector("select");
  const words = box.querySelector("p");
  const server = serverMaker();
  let local = null;
  let held = "";
  let opening = 0;

  function use(maker) {
    walk.maker = maker;
    choice.value = maker === server ? "server" : "browser";
    box.dataset.made = choice.value;
  }

  function stop() {
    opening += 1;
    local?.end();
    local = null;
    use(server);
  }

  function fail(error) {
    stop();
    const why = `(${error.message})`;
    words.textContent = `This browser could not make the faces ${why}, so the server does.`;
    walk.show();
  }

  async function open() {
    const { checkpoint, graphs } = walk.model;
    held = graphs;
    opening += 1;
    const mine = opening;
    const current = () => mine === opening;
    const told = (share) => {
      if (current()) words.textContent = `The generator is on its way here: ${percent(share)}`;
    };
    const worker = new Worker(script, { type: "module" });
    try {
      const parts = PARTS.map((name) =>
        addressOf(`latent/graphs/${graphs}/${name}`, { checkpoint }),
      );
      const [packed, ...files] = await fetched([machine, ...parts], told);
      const [mapping, synthesis, tables] = files;
      if (current()) words.textContent = "It is here, and is being opened…";
      const given = { ort, machine: packed, mapping, synthesis, tables };
      const maker = await localMaker(worker, given, (error) => current() && fail(error));
      if (!current()) return maker.end();
      local = maker;
      words.textContent = "No picture needs the network any more.";
      use({ ...local, face: (state) => local.face(state).catch(whenLost) });
      walk.show();
    } catch (error) {
      worker.terminate();
      if (current()) fail(error);
    }
  }

  // The stage asks again by itself, then of the server.
  function whenLost(error) {
    fail(error);
    return null;
  }

  function change() {
    if (local && held === walk.model.graphs) return;
    stop();
    const able = canMakeFaces();
    box.hidden = find(".lp-explorer").hidden = !walk.model.graphs;
    choice.disabled = !able;
    words.textContent = able
      ? ""
      : "This browser has no WebAssembly with SIMD, so the server does.";
    if (walk.model.graphs && able && chosen() !== "server") open();
  }

  choice.addEventListener("change", () => {
    remember(choice.value);
    stop();
    change();
  });
  find(".lp-explorer").addEventListener("click", () => {
    download(addressOf("latent/explorer", { checkpoint: walk.model.checkpoint }));
  });
  use(server);
  walk.hear("opened", change);
}
