// Faces made on the server. A maker of faces has
//   most                how many wishes it is worth to have on the way at once
//   face(state)         a sprite of every scale as a bitmap; null where it came too late
//   portrait(image, state, px)   shows a face's largest scale in an image element
//   sheet(image, state, asked)   shows many: as `latent/sheet` is asked, by `vary`, count, columns
//   styles(state)       the numbers of a face, an array for each scale
//   save(state, enlarged_px), saveNumbers(state)
// and where it is the browser, null until it can or where it never can:
//   read()             the probability of each attribute in the face on the stage, in their order
//   glance(picture)    {square, face}: where the largest face of a picture is, which is
//                      {rgba, width, height}, and the generator's nearest to it at first sight, a
//                      bitmap; null where there is no face
import { addressOf, ask } from "../widgets/ask.js";
import { download } from "../widgets/dom.js";
import { fieldsOf, pictureOf } from "./state.js";

export function serverMaker() {
  const session = crypto.randomUUID?.() || String(Math.random()).slice(2);
  return {
    most: 4,
    async face(state) {
      const answer = await ask(pictureOf(state, { session }));
      return answer.status === 204 ? null : createImageBitmap(await answer.blob());
    },
    portrait(image, state, px) {
      image.src = pictureOf(state, { scale: px });
    },
    sheet(image, state, asked) {
      image.src = addressOf("latent/sheet", { ...fieldsOf(state), ...asked });
    },
    async styles(state) {
      const answer = await ask(addressOf("latent/numbers", fieldsOf(state)));
      return (await answer.json()).styles;
    },
    save(state, px, enlarged) {
      const size = enlarged ? { enlarged } : {};
      download(pictureOf(state, { form: "png", scale: px, save: 1, ...size }));
    },
    saveNumbers(state) {
      download(addressOf("latent/numbers", fieldsOf(state)));
    },
  };
}

// What a maker in the browser does by `glance`, for a picture that is sent, a file.
export async function glanceOf(checkpoint, body) {
  const answer = await ask(addressOf("latent/glance", { checkpoint }), { method: "POST", body });
  const { square, face } = await answer.json();
  if (!square) return null;
  const image = new Image();
  image.src = face;
  await image.decode();
  return { square, face: await createImageBitmap(image) };
}
