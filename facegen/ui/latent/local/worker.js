// The generator off the page's thread. A message is {ask, given}; it is answered by {made}, or by
// {failed}, a sentence, before the next one is sent. Pictures of faces are made bitmaps.
import { Network } from "./network.js";

// `ort` is where the runtime is imported from, if it does not stand before this script.
let network = null;

const bitmapOf = ({ rgba, width, height }) => createImageBitmap(new ImageData(rgba, width, height));

const deeds = {
  async open({ ort, ...files }) {
    network = await Network.open({ ort: self.ort ?? (await import(ort)), ...files });
  },
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

self.addEventListener("message", async ({ data: { ask, given } }) => {
  try {
    const made = await deeds[ask](given);
    const bitmap = made?.face ?? made;
    self.postMessage({ made }, bitmap instanceof ImageBitmap ? [bitmap] : []);
  } catch (error) {
    self.postMessage({ failed: error.message });
  }
});
