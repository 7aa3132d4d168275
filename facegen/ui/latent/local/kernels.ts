// The arithmetic of a generator in WebAssembly, four numbers at a time, written in AssemblyScript:
// `npm run kernels` makes kernels.js of it.
//
// A picture lies pixel by pixel, the channels of each side by side, a multiple of eight; what is
// convolved has a border of zeros, one pixel wide. `px` is the side without it. Addresses are in
// bytes. A convolution of 3 x 3 is done by tiles of 2 x 2 pixels: a tile and what surrounds it are
// brought into another basis, in which the convolution is one product a place, and back, which
// takes 16 multiplications for 36.
//
// Source: Lavin and Gray 2016, Fast Algorithms for Convolutional Neural Networks, section 4.1:
// F(2 x 2, 3 x 3), after Winograd 1980.

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

// sum + a b, in one step and rounded once where the module may.
function plus(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
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

// Convolve x (px + 2, px + 2, inputs), scaled by `scales` (inputs,), with u, kernels in the other
// basis (16, outputs / 8, inputs, 8); y (px + 2, px + 2, outputs) is that times `factors` plus
// `biases` (outputs,), leaky below 0. v and m have room for 16 times `rows` rows of tiles.
export function convolve(
  x: u32,
  scales: u32,
  u: u32,
  factors: u32,
  biases: u32,
  y: u32,
  v: u32,
  m: u32,
  px: u32,
  inputs: u32,
  outputs: u32,
  rows: u32,
  slope: f32,
): void {
  const wide = px / 2;
  const tiles = rows * wide;
  for (let first: u32 = 0; first < wide; first += rows) {
    take(x, scales, v, px, inputs, first, rows);
    for (let place: u32 = 0; place < 16; place += 1) {
      const from = v + place * tiles * inputs * 4;
      const to = m + place * tiles * outputs * 4;
      multiply(from, u + place * inputs * outputs * 4, to, tiles, inputs, outputs);
    }
    give(m, factors, biases, y, px, outputs, first, rows, slope);
  }
}

// Tiles with what surrounds them, 4 x 4 pixels, in the other basis: v (16, tiles, inputs).
function take(x: u32, scales: u32, v: u32, px: u32, inputs: u32, first: u32, rows: u32): void {
  const wide = px / 2;
  const pixel = inputs * 4;
  const line = (px + 2) * pixel;
  const place = rows * wide * pixel;
  for (let row: u32 = 0; row < rows; row += 1)
    for (let column: u32 = 0; column < wide; column += 1) {
      const from = x + 2 * (first + row) * line + 2 * column * pixel;
      const to = v + (row * wide + column) * pixel;
      for (let c: u32 = 0; c < pixel; c += 16) {
        const scale = v128.load(scales + c);
        let at = from + c;
        let p = v128.load(at);
        let q = v128.load(at + pixel);
        let r = v128.load(at + 2 * pixel);
        let s = v128.load(at + 3 * pixel);
        const a0 = f32x4.sub(p, r);
        const a1 = f32x4.add(q, r);
        const a2 = f32x4.sub(r, q);
        const a3 = f32x4.sub(q, s);
        at += line;
        p = v128.load(at);
        q = v128.load(at + pixel);
        r = v128.load(at + 2 * pixel);
        s = v128.load(at + 3 * pixel);
        const b0 = f32x4.sub(p, r);
        const b1 = f32x4.add(q, r);
        const b2 = f32x4.sub(r, q);
        const b3 = f32x4.sub(q, s);
        at += line;
        p = v128.load(at);
        q = v128.load(at + pixel);
        r = v128.load(at + 2 * pixel);
        s = v128.load(at + 3 * pixel);
        const c0 = f32x4.sub(p, r);
        const c1 = f32x4.add(q, r);
        const c2 = f32x4.sub(r, q);
        const c3 = f32x4.sub(q, s);
        at += line;
        p = v128.load(at);
        q = v128.load(at + pixel);
        r = v128.load(at + 2 * pixel);
        s = v128.load(at + 3 * pixel);
        let out = to + c;
        v128.store(out, f32x4.mul(scale, f32x4.sub(a0, c0)));
        v128.store(out + place, f32x4.mul(scale, f32x4.sub(a1, c1)));
        v128.store(out + 2 * place, f32x4.mul(scale, f32x4.sub(a2, c2)));
        v128.store(out + 3 * place, f32x4.mul(scale, f32x4.sub(a3, c3)));
        out += 4 * place;
        v128.store(out, f32x4.mul(scale, f32x4.add(b0, c0)));
        v128.store(out + place, f32x4.mul(scale, f32x4.add(b1, c1)));
        v128.store(out + 2 * place, f32x4.mul(scale, f32x4.add(b2, c2)));
        v128.store(out + 3 * place, f32x4.mul(scale, f32x4.add(b3, c3)));
        out += 4 * place;
        v128.store(out, f32x4.mul(scale, f32x4.sub(c0, b0)));
        v128.store(out + place, f32x4.mul(scale, f32x4.sub(c1, b1)));
        v128.store(out + 2 * place, f32x4.mul(scale, f32x4.sub(c2, b2)));
        v128.store(out + 3 * place, f32x4.mul(scale, f32x4.sub(c3, b3)));
        out += 4 * place;
        v128.store(out, f32x4.mul(scale, f32x4.sub(b0, f32x4.sub(p, r))));
        v128.store(out + place, f32x4.mul(scale, f32x4.sub(b1, f32x4.add(q, r))));
        v128.store(out + 2 * place, f32x4.mul(scale, f32x4.sub(b2, f32x4.sub(r, q))));
        v128.store(out + 3 * place, f32x4.mul(scale, f32x4.sub(b3, f32x4.sub(q, s))));
      }
    }
}

// Back from m (16, tiles, outputs) to pixels.
function give(
  m: u32,
  factors: u32,
  biases: u32,
  y: u32,
  px: u32,
  outputs: u32,
  first: u32,
  rows: u32,
  slope: f32,
): void {
  const wide = px / 2;
  const pixel = outputs * 4;
  const line = (px + 2) * pixel;
  const place = rows * wide * pixel;
  for (let row: u32 = 0; row < rows; row += 1)
    for (let column: u32 = 0; column < wide; column += 1) {
      const from = m + (row * wide + column) * pixel;
      const to = y + (2 * (first + row) + 1) * line + (2 * column + 1) * pixel;
      for (let c: u32 = 0; c < pixel; c += 16) {
        const factor = v128.load(factors + c);
        const bias = v128.load(biases + c);
        let at = from + c;
        let p = v128.load(at);
        let q = v128.load(at + place);
        let r = v128.load(at + 2 * place);
        let s = v128.load(at + 3 * place);
        const a0 = f32x4.add(p, f32x4.add(q, r));
        const a1 = f32x4.sub(f32x4.sub(q, r), s);
        at += 4 * place;
        p = v128.load(at);
        q = v128.load(at + place);
        r = v128.load(at + 2 * place);
        s = v128.load(at + 3 * place);
        const b0 = f32x4.add(p, f32x4.add(q, r));
        const b1 = f32x4.sub(f32x4.sub(q, r), s);
        at += 4 * place;
        p = v128.load(at);
        q = v128.load(at + place);
        r = v128.load(at + 2 * place);
        s = v128.load(at + 3 * place);
        const c0 = f32x4.add(p, f32x4.add(q, r));
        const c1 = f32x4.sub(f32x4.sub(q, r), s);
        at += 4 * place;
        p = v128.load(at);
        q = v128.load(at + place);
        r = v128.load(at + 2 * place);
        s = v128.load(at + 3 * place);
        const d0 = f32x4.add(p, f32x4.add(q, r));
        const d1 = f32x4.sub(f32x4.sub(q, r), s);
        const out = to + c;
        const above = f32x4.add(a0, f32x4.add(b0, c0));
        const aboveNext = f32x4.add(a1, f32x4.add(b1, c1));
        const below = f32x4.sub(f32x4.sub(b0, c0), d0);
        const belowNext = f32x4.sub(f32x4.sub(b1, c1), d1);
        v128.store(out, leaky(plus(bias, factor, above), slope));
        v128.store(out + pixel, leaky(plus(bias, factor, aboveNext), slope));
        v128.store(out + line, leaky(plus(bias, factor, below), slope));
        v128.store(out + line + pixel, leaky(plus(bias, factor, belowNext), slope));
      }
    }
}

function leaky(x: v128, slope: f32): v128 {
  return f32x4.max(x, f32x4.mul(x, f32x4.splat(slope)));
}

// Double x (px, px, channels) to y (2 px, 2 px, channels), bilinearly about the middles of pixels;
// leaky below 0. Both have a border, `border` pixels wide, outside of which nothing is looked at.
export function enlarge(x: u32, y: u32, px: u32, channels: u32, border: u32, slope: f32): void {
  const pixel = channels * 4;
  const line = (px + 2 * border) * pixel;
  const longer = (2 * px + 2 * border) * pixel;
  const from = x + border * (line + pixel);
  const to = y + border * (longer + pixel);
  for (let row: u32 = 0; row < 2 * px; row += 1) {
    const here = from + row / 2 * line;
    const beside = from + besides(row, px) * line;
    for (let column: u32 = 0; column < 2 * px; column += 1) {
      const left = column / 2 * pixel;
      const right = besides(column, px) * pixel;
      const out = to + row * longer + column * pixel;
      for (let c: u32 = 0; c < pixel; c += 16) {
        const one = mixed(v128.load(here + left + c), v128.load(here + right + c));
        const other = mixed(v128.load(beside + left + c), v128.load(beside + right + c));
        const value = mixed(one, other);
        v128.store(out + c, leaky(value, slope));
      }
    }
  }
}

// What lies a quarter of the way from the nearest value to the second.
function mixed(near: v128, next: v128): v128 {
  return plus(f32x4.mul(f32x4.splat(0.75), near), f32x4.splat(0.25), next);
}

// The second nearest of `px` places to one of twice as many.
function besides(at: u32, px: u32): u32 {
  const place = at / 2;
  if (at % 2) return min(place + 1, px - 1);
  return place ? place - 1 : 0;
}

// Add what w (channels, 4) makes of x (px + 2, px + 2, channels), and a bias (4,), to an image
// (px, px, 4) without a border: red, green, blue, and one that means nothing.
export function colour(x: u32, w: u32, bias: u32, image: u32, px: u32, channels: u32): void {
  const pixel = channels * 4;
  for (let row: u32 = 0; row < px; row += 1)
    for (let column: u32 = 0; column < px; column += 1) {
      const from = x + ((row + 1) * (px + 2) + column + 1) * pixel;
      const to = image + (row * px + column) * 16;
      let sum = f32x4.add(v128.load(to), v128.load(bias));
      for (let c: u32 = 0; c < pixel; c += 4)
        sum = plus(sum, v128.load_splat<f32>(from + c), v128.load(w + c * 4));
      v128.store(to, sum);
    }
}

// Write an image, -1 to 1, as RGBA into a picture `width` pixels wide.
export function paint(image: u32, rgba: u32, px: u32, width: u32): void {
  const half = f32x4.splat(127.5);
  const opaque = i32x4.splat(0xff000000);
  for (let row: u32 = 0; row < px; row += 1)
    for (let column: u32 = 0; column < px; column += 1) {
      const value = v128.load(image + (row * px + column) * 16);
      const level = f32x4.nearest(plus(half, value, half));
      const whole = i32x4.trunc_sat_f32x4_s(level);
      const words = i16x8.narrow_i32x4_s(whole, whole);
      const bytes = v128.or(i8x16.narrow_i16x8_u(words, words), opaque);
      v128.store32_lane(rgba + (row * width + column) * 4, bytes, 0);
    }
}
