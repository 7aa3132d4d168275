// How the weights of a layer lie in memory for `kernels.ts`, which reads eight outputs at a time:
// channels that are too few for that are joined by some of weight zero.
const LANES = 8;
const PLACES = 16;

export const whole = (channels) => LANES * Math.ceil(channels / LANES);

// A table (outputs, inputs) as panels (outputs / 8, inputs, 8). `rowOf` says to which output a row
// of the table belongs.
export function panels({ shape, values }, factor, inputs, outputs, rowOf = (row) => row) {
  const [rows, columns] = shape;
  const laid = new Float32Array(inputs * outputs);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      laid[placeOf(column, rowOf(row), inputs)] = factor * values[row * columns + column];
  return laid;
}

function placeOf(input, output, inputs) {
  return (Math.floor(output / LANES) * inputs + input) * LANES + (output % LANES);
}

// Kernels (outputs, inputs, 3, 3) in Winograd's basis, as 16 tables of panels: G k G transposed.
export function kernels({ shape, values }, factor, inputs, outputs) {
  const [rows, columns] = shape;
  const table = inputs * outputs;
  const laid = new Float32Array(PLACES * table);
  const half = new Float64Array(12);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const from = (row * columns + column) * 9;
      for (let x = 0; x < 3; x += 1)
        widened(half, x, 3, values[from + x], values[from + 3 + x], values[from + 6 + x]);
      const to = placeOf(column, row, inputs);
      for (let y = 0; y < 4; y += 1) {
        const [a, b, c] = [half[3 * y], half[3 * y + 1], half[3 * y + 2]];
        widened(laid, to + 4 * y * table, table, factor * a, factor * b, factor * c);
      }
    }
  return laid;
}

// Write G (a, b, c) from `to` on, a `step` apart.
function widened(into, to, step, a, b, c) {
  into[to] = a;
  into[to + step] = (a + b + c) / 2;
  into[to + 2 * step] = (a - b + c) / 2;
  into[to + 3 * step] = c;
}

// What the squares of an output's weights sum up to for each input, as a table (outputs, inputs).
export function powers({ shape, values }, factor) {
  const [rows, columns] = shape;
  const size = values.length / (rows * columns);
  const sums = new Float32Array(rows * columns);
  for (let i = 0; i < values.length; i += 1)
    sums[Math.floor(i / size)] += (factor * values[i]) ** 2;
  return { shape: [rows, columns], values: sums };
}
