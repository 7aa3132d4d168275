// The generator off the page's thread. A message is {ask, given}; it is answered by {made}, or by
// {failed}, a sentence, before the next one is sent.
import { Network } from "./network.js";

// `ort` is where the runtime is imported from, if it does not stand before this script.
let network = null;

const deeds = {
  async open({ ort, ...files }) {
    network = await Network.open({ ort: self.ort ?? (await import(ort)), ...files });
  },
  async draw({ state, alone }) {
    const { rgba, width, height } = await network.draw(state, alone);
    return createImageBitmap(new ImageData(rgba, width, height));
  },
  async styles({ state }) {
    return (await network.styles(state)).map((style) => [...style]);
  },
};

self.addEventListener("message", async ({ data: { ask, given } }) => {
  try {
    const made = await deeds[ask](given);
    self.postMessage({ made }, made instanceof ImageBitmap ? [made] : []);
  } catch (error) {
    self.postMessage({ failed: error.message });
  }
});
