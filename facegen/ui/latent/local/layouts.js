// How the weights of a layer lie in memory for kernels/, which reads eight outputs at a time:
// channels that are too few for that are joined by some of weight zero.
const LANES = 8;

// G, by which a kernel is brought into Winograd's basis, for tiles of so many pixels' width; its
// rows one after the other.
// Source: Lavin and Gray 2016, equations 10 and 15.
const BASES = {
  2: [1, 0, 0, 1 / 2, 1 / 2, 1 / 2, 1 / 2, -1 / 2, 1 / 2, 0, 0, 1],
  4: [
    ...[1 / 4, 0, 0, -1 / 6, -1 / 6, -1 / 6, -1 / 6, 1 / 6, -1 / 6],
    ...[1 / 24, 1 / 12, 1 / 6, 1 / 24, -1 / 12, 1 / 6, 0, 0, 1],
  ],
};

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

// How many products a tile takes that is so many pixels wide.
export const productsOf = (edge) => (edge + 2) ** 2;

// Kernels (outputs, inputs, 3, 3) in the basis for tiles `edge` pixels wide, as a table of panels a
// place: G k G transposed.
export function kernels({ shape, values }, factor, inputs, outputs, edge) {
  const [rows, columns] = shape;
  const basis = Float64Array.from(BASES[edge]);
  const table = inputs * outputs;
  const laid = new Float32Array(productsOf(edge) * table);
  const half = new Float64Array(basis.length);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const from = (row * columns + column) * 9;
      for (let x = 0; x < 3; x += 1) {
        const [a, b, c] = [values[from + x], values[from + 3 + x], values[from + 6 + x]];
        for (let y = 0; y < basis.length; y += 3)
          half[y + x] = factor * (a * basis[y] + b * basis[y + 1] + c * basis[y + 2]);
      }
      let to = placeOf(column, row, inputs);
      for (let y = 0; y < basis.length; y += 3) {
        const [a, b, c] = [half[y], half[y + 1], half[y + 2]];
        for (let x = 0; x < basis.length; x += 3, to += table)
          laid[to] = a * basis[x] + b * basis[x + 1] + c * basis[x + 2];
      }
    }
  return laid;
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
