// The generator off the page's thread. A message is {number, ask, given}; it is answered by
// {number, made}, or by {number, failed, status}: a sentence, and the status that a refusal has.
// Pictures of faces are made bitmaps.
import { Network } from "./network.js";

const network = new Network();

const bitmapOf = ({ rgba, width, height }) => createImageBitmap(new ImageData(rgba, width, height));

const deeds = {
  // `ort` is where the runtime is imported from, if it does not stand before this script.
  async equip({ ort, machine }) {
    await network.equip(self.ort ?? (await import(ort)), machine);
  },
  open: (files) => network.open(files),
  async draw({ state, alone }) {
    return bitmapOf(await network.draw(state, alone));
  },
  async styles({ state }) {
    return (await network.styles(state)).map((style) => [...style]);
  },
  lend: (graphs) => network.lend(graphs),
  async read() {
    return [...(await network.read())];
  },
  async glance({ picture }) {
    const found = await network.glance(picture);
    return found && { square: found.square, face: await bitmapOf(found.face) };
  },
};

self.addEventListener("message", async ({ data: { number, ask, given } }) => {
  try {
    const made = await deeds[ask](given);
    const bitmap = made?.face ?? made;
    self.postMessage({ number, made }, bitmap instanceof ImageBitmap ? [bitmap] : []);
  } catch (error) {
    self.postMessage({ number, failed: error.message, status: error.status });
  }
});
