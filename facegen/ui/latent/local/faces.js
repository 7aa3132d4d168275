// From what YuNet tells of a picture to the square of its largest face, as
// `face_finding` (by way of OpenCV) and `face_crop` of `facegen.latent.photo` have it.
const STRIDES = [8, 16, 32];
const SURE = 0.6; // least score of a face
const ALIKE = 0.3; // boxes that share more than this part of their union are one face

// Where the points of an upright face are that CelebA's crop is cut about.
const POINTS = [
  [68.7, 112.1],
  [108.3, 112.4],
  [71.7, 151.4],
  [105.2, 152.2],
];
const CROP_PX = 148;
const CROP_CENTRE = [89, 114];

// The largest face, {points: [[x, y], ...], box: [x, y, width, height], score}, or null. `told` has
// the arrays of the network's outputs, `width` is that of what it was shown.
export function largestFace(told, width) {
  const found = STRIDES.flatMap((stride) => facesAt(told, stride, width / stride));
  found.sort((one, other) => other.score - one.score);
  const kept = [];
  for (const face of found)
    if (kept.every(({ box }) => shared(box, face.box) <= ALIKE)) kept.push(face);
  const area = ({ box }) => box[2] * box[3];
  return kept.reduce((most, face) => (most && area(most) >= area(face) ? most : face), null);
}

function facesAt(told, stride, columns) {
  const [seen, there, boxes, points] = ["cls", "obj", "bbox", "kps"].map(
    (name) => told[`${name}_${stride}`],
  );
  const found = [];
  for (let i = 0; i < seen.length; i += 1) {
    const score = Math.sqrt(Math.min(1, Math.max(0, seen[i])) * Math.min(1, Math.max(0, there[i])));
    if (score < SURE) continue;
    const place = [i % columns, Math.floor(i / columns)];
    const [x, y] = place.map((at, axis) => (at + boxes[4 * i + axis]) * stride);
    const [across, down] = [2, 3].map((axis) => Math.exp(boxes[4 * i + axis]) * stride);
    found.push({
      score,
      box: [x - across / 2, y - down / 2, across, down],
      points: Array.from({ length: 5 }, (_, n) =>
        place.map((at, axis) => (at + points[10 * i + 2 * n + axis]) * stride),
      ),
    });
  }
  return found;
}

function shared(one, other) {
  const [across, down] = [0, 1].map((axis) =>
    Math.max(
      0,
      Math.min(one[axis] + one[axis + 2], other[axis] + other[axis + 2]) -
        Math.max(one[axis], other[axis]),
    ),
  );
  const both = across * down;
  return both / (one[2] * one[3] + other[2] * other[3] - both);
}

const meanOf = (points) =>
  [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
const spreadOf = (points, [x, y]) =>
  Math.sqrt(points.reduce((sum, point) => sum + (point[0] - x) ** 2 + (point[1] - y) ** 2, 0));

// The square about a face: turned as the eyes are, as large as eyes and mouth together tell.
export function squareOf([left, right, , ...mouth]) {
  const turn = Math.atan2(right[1] - left[1], right[0] - left[0]);
  const steady = [left, right, ...mouth];
  const middle = meanOf(steady);
  const known = meanOf(POINTS);
  const scale = spreadOf(steady, middle) / spreadOf(POINTS, known);
  const [x, y] = CROP_CENTRE.map((at, axis) => scale * (at - known[axis]));
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  return {
    x: middle[0] + cosine * x - sine * y,
    y: middle[1] + sine * x + cosine * y,
    side: scale * CROP_PX,
    turn: (turn * 180) / Math.PI,
  };
}
