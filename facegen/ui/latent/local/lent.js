// Networks that a maker of faces in this browser is given beside the generator, once they are asked
// for: `model` says where they lie.
import { addressOf } from "../../widgets/ask.js";
import { fetched } from "./fetched.js";

const network = ({ networks }, name) => addressOf(`latent/networks/${networks[name]}/${name}`);

// Let it read attributes; answers with what reads them in the face on the stage, or with null.
export async function reading(maker, model) {
  if (!model.networks.attributes) return null;
  const [attributes] = await fetched([network(model, "attributes")]);
  await maker.lend({ attributes });
  return maker.read;
}

// Answers with what sees the nearest face of a picture, or with null; the networks for it come with
// the first picture.
export function glancing(maker, model) {
  if (model.guesses !== "browser") return null;
  const { checkpoint, graphs } = model;
  let lent = null;
  async function lend() {
    const guesser = addressOf(`latent/graphs/${graphs}/encoder`, { checkpoint });
    const [faces, encoder] = await fetched([network(model, "faces"), guesser]);
    await maker.lend({ faces, encoder });
  }
  return async (picture) => {
    lent ||= lend();
    await lent;
    return maker.glance(picture);
  };
}
