// Networks that look at pictures, beside the generator: attributes read, faces found and guessed.
import { largestFace, squareOf } from "./faces.js";
import { BGR, centred, cut, planesOf } from "./pixels.js";

const SEEN_PX = 64; // side of the faces that encoder and attribute network see
const SEARCHED_PX = 320; // longer side at which a picture is searched
const MULTIPLE_PX = 32;

async function told(ort, session, planes, shape) {
  const [name] = session.inputNames;
  return session.run({ [name]: new ort.Tensor("float32", planes, shape) });
}

async function seen(ort, session, picture) {
  const planes = centred(planesOf(picture, { width: SEEN_PX, height: SEEN_PX }));
  const found = await told(ort, session, planes, [1, 3, SEEN_PX, SEEN_PX]);
  return found[session.outputNames[0]].data;
}

// The probability of each attribute in a face.
export function attributesIn(ort, session, picture) {
  return seen(ort, session, picture);
}

// The style of the largest face in a picture, and its square there; null where there is none.
export async function glance(ort, { faces, encoder }, picture) {
  const square = await squareIn(ort, faces, picture);
  if (!square) return null;
  return { square, style: await seen(ort, encoder, cut(picture, square, SEEN_PX)) };
}

export async function squareIn(ort, faces, picture) {
  const shrink = Math.min(1, SEARCHED_PX / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width, picture.height].map((side) => Math.round(side * shrink));
  const small = planesOf(picture, { width, height }, BGR);
  const whole = (side) => MULTIPLE_PX * Math.ceil(side / MULTIPLE_PX);
  const [wide, high] = [whole(width), whole(height)];
  const laid = new Float32Array(3 * wide * high); // black right of it and below
  for (let row = 0; row < 3 * height; row += 1) {
    const to = (Math.floor(row / height) * high + (row % height)) * wide;
    laid.set(small.subarray(row * width, (row + 1) * width), to);
  }
  const outputs = await told(ort, faces, laid, [1, 3, high, wide]);
  const arrays = Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => [name, data]),
  );
  const face = largestFace(arrays, wide);
  if (!face) return null;
  const { x, y, side, turn } = squareOf(face.points);
  const larger = [picture.width / width, picture.height / height];
  return { x: x * larger[0], y: y * larger[1], side: side * larger[0], turn };
}
