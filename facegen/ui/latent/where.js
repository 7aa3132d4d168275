// Where faces are made: in this browser as soon as it holds the generator, else on the server.
import { addressOf, followLines } from "../widgets/ask.js";
import { download } from "../widgets/dom.js";
import { keep, keptAs } from "../widgets/kept.js";
import { percent } from "../widgets/words.js";
import { fetched } from "./local/fetched.js";
import { glancing, reading } from "./local/lent.js";
import { canMakeFaces, localMaker } from "./local/maker.js";
import { runtime } from "./local/runtime.js";
import { serverMaker } from "./server.js";
import { plainKey } from "./state.js";

const KEY = "facegen-latent-made";
const MADE_HERE = "From now on no face needs the internet.";
const TUNED = "Faces tuned to you are made on the server, which holds what was changed in memory.";
const script = new URL("./local/worker.js", import.meta.url).href;

export function addWhere({ find, walk }) {
  const box = find(".lp-where");
  const choice = box.querySelector("select");
  const words = box.querySelector("p");
  const server = serverMaker();
  const able = canMakeFaces();
  let local = null;
  let held = "";
  let opening = 0;

  // What was changed for a tuned face is on the server alone; a camera is still looked at here.
  function use() {
    const tuned = walk.model && walk.model.checkpoint !== plainKey(walk.model.checkpoint);
    const here = local && !tuned;
    walk.maker = here ? local : { ...server, glance: local?.glance };
    box.dataset.made = choice.value = here ? "browser" : "server";
    choice.disabled = tuned || !able;
    if (tuned) words.textContent = TUNED;
    else if (local) words.textContent = MADE_HERE;
  }

  function stop() {
    opening += 1;
    local?.end();
    local = null;
    use();
  }

  function fail(error) {
    stop();
    const why = `(${error.message})`;
    words.textContent = `This browser could not make the faces ${why}, so the server does.`;
    walk.show();
  }

  async function open() {
    const { model } = walk;
    const { checkpoint, graphs, parts } = model;
    held = graphs;
    opening += 1;
    const mine = opening;
    const current = () => mine === opening;
    const told = (share) => {
      if (current()) words.textContent = `The generator is on its way here: ${percent(share)}`;
    };
    const worker = new Worker(script, { type: "module" });
    try {
      const addresses = parts.map((name) =>
        addressOf(`latent/graphs/${graphs}/${name}`, { checkpoint }),
      );
      const contents = await fetched(addresses, told);
      const files = Object.fromEntries(parts.map((name, i) => [name, contents[i]]));
      if (current()) words.textContent = "It is here, and is being opened…";
      const broken = (error, deed, image, ...asked) => {
        if (current()) fail(error);
        if (image.isConnected) walk.maker[deed](image, ...asked); // nothing stays blank
      };
      const maker = await localMaker(worker, files, runtime, broken);
      if (!current()) return maker.end();
      local = {
        ...maker,
        face: (state) => maker.face(state).catch((error) => whenLost(error, current())),
        glance: glancing(maker, model),
        read: null,
      };
      use();
      walk.show();
      lend(local, maker, model);
    } catch (error) {
      worker.terminate();
      if (current()) fail(error);
    }
  }

  // Have the server write what a browser needs, which it does once for all.
  async function write() {
    const { model } = walk;
    const mine = opening;
    words.textContent = "The server makes the faces, and writes the generator for your browser…";
    const address = addressOf("latent/export", { checkpoint: model.checkpoint });
    try {
      await followLines(address, {}, (written) => Object.assign(model, written));
    } catch (error) {
      if (mine === opening) words.textContent = `${error.message} The server makes the faces.`;
      return;
    }
    if (mine !== opening) return;
    find(".lp-explorer").hidden = false;
    await open();
  }

  async function lend(mine, maker, model) {
    mine.read = await reading(maker, model).catch(() => null); // the server goes on reading
  }

  // The stage asks again, of whoever makes the faces then; a refusal would be one there as well.
  function whenLost(error, current) {
    if (error.status) throw error;
    if (current) fail(error);
    else walk.show();
    return null;
  }

  function change() {
    const { checkpoint, graphs, writable } = walk.model;
    if (checkpoint !== plainKey(checkpoint) || (local && held === graphs)) return use();
    stop();
    box.hidden = !graphs && !writable;
    find(".lp-explorer").hidden = !graphs;
    words.textContent = able
      ? ""
      : "This browser has no WebAssembly with SIMD, so the server does.";
    if (!box.hidden && able && keptAs(KEY) !== "server") walk.arriving = graphs ? open() : write();
  }

  choice.addEventListener("change", () => {
    keep(KEY, choice.value);
    stop();
    change();
  });
  find(".lp-explorer").addEventListener("click", () => {
    download(addressOf("latent/explorer", { checkpoint: walk.model.checkpoint }));
  });
  use();
  walk.hear("opened", change);
}
