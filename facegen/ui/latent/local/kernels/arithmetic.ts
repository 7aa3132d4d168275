// What the kernels are made of: products, and sums of them.

// sum + a b, in one step and rounded once where the module may.
export function plus(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}

// Below 0 only so much of it.
export function leaky(x: v128, slope: f32): v128 {
  return f32x4.max(x, f32x4.mul(x, f32x4.splat(slope)));
}

// y (rows, outputs) = x (rows, inputs) times w (outputs / 8, inputs, 8).
export function multiply(x: u32, w: u32, y: u32, rows: u32, inputs: u32, outputs: u32): void {
  for (let o: u32 = 0; o < outputs; o += 8) {
    const panel = w + o * inputs * 4;
    let row: u32 = 0;
    for (; row + 4 <= rows; row += 4)
      fourRows(x + row * inputs * 4, panel, y + (row * outputs + o) * 4, inputs, outputs);
    for (; row < rows; row += 1)
      oneRow(x + row * inputs * 4, panel, y + (row * outputs + o) * 4, inputs);
  }
}

function fourRows(x: u32, w: u32, y: u32, inputs: u32, outputs: u32): void {
  const along = inputs * 4;
  let x1 = x + along;
  let x2 = x1 + along;
  let x3 = x2 + along;
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let c0 = f32x4.splat(0);
  let c1 = f32x4.splat(0);
  let d0 = f32x4.splat(0);
  let d1 = f32x4.splat(0);
  const end = x1;
  for (; x < end; x += 4, x1 += 4, x2 += 4, x3 += 4, w += 32) {
    const w0 = v128.load(w);
    const w1 = v128.load(w, 16);
    let value = v128.load_splat<f32>(x);
    a0 = plus(a0, value, w0);
    a1 = plus(a1, value, w1);
    value = v128.load_splat<f32>(x1);
    b0 = plus(b0, value, w0);
    b1 = plus(b1, value, w1);
    value = v128.load_splat<f32>(x2);
    c0 = plus(c0, value, w0);
    c1 = plus(c1, value, w1);
    value = v128.load_splat<f32>(x3);
    d0 = plus(d0, value, w0);
    d1 = plus(d1, value, w1);
  }
  const down = outputs * 4;
  v128.store(y, a0);
  v128.store(y, a1, 16);
  v128.store(y + down, b0);
  v128.store(y + down, b1, 16);
  v128.store(y + 2 * down, c0);
  v128.store(y + 2 * down, c1, 16);
  v128.store(y + 3 * down, d0);
  v128.store(y + 3 * down, d1, 16);
}

function oneRow(x: u32, w: u32, y: u32, inputs: u32): void {
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  for (const end = x + inputs * 4; x < end; x += 4, w += 32) {
    const value = v128.load_splat<f32>(x);
    a0 = plus(a0, value, v128.load(w));
    a1 = plus(a1, value, v128.load(w, 16));
  }
  v128.store(y, a0);
  v128.store(y, a1, 16);
}
