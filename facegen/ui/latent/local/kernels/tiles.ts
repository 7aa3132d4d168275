// A convolution of 3 x 3 by tiles of 2 x 2 or 4 x 4 pixels: a tile and what surrounds it are
// brought into another basis, in which the convolution is one product a place, and back, which
// takes 16 multiplications for 36, or 36 for 144.
//
// Source: Lavin and Gray 2016, Fast Algorithms for Convolutional Neural Networks, sections 4.1 and
// 4.2: F(2 x 2, 3 x 3) and F(4 x 4, 3 x 3), after Winograd 1980.
import { leaky, multiply, plus } from "./arithmetic";

// Convolve x (px + 2, px + 2, inputs), scaled by `scales` (inputs,), with u, kernels in the other
// basis (places, outputs / 8, inputs, 8); y (px + 2, px + 2, outputs) is that times `factors` plus
// `biases` (outputs,), leaky below 0. Tiles are `edge` pixels wide, 2 or 4. v and m have room for
// all places of `rows` rows of tiles, `room` for a tile with what surrounds it, of four channels.
export function convolve(
  x: u32,
  scales: u32,
  u: u32,
  factors: u32,
  biases: u32,
  y: u32,
  v: u32,
  m: u32,
  room: u32,
  px: u32,
  inputs: u32,
  outputs: u32,
  edge: u32,
  rows: u32,
  slope: f32,
): void {
  const wide = px / edge;
  const tiles = rows * wide;
  const places = (edge + 2) * (edge + 2);
  for (let first: u32 = 0; first < wide; first += rows) {
    take(x, scales, v, room, px, inputs, edge, first, rows);
    for (let place: u32 = 0; place < places; place += 1) {
      const from = v + place * apart(tiles, inputs);
      const to = m + place * apart(tiles, outputs);
      multiply(from, u + place * inputs * outputs * 4, to, tiles, inputs, outputs);
    }
    give(m, factors, biases, y, room, px, outputs, edge, first, rows, slope);
  }
}

// How far a place lies from the next: a little more than it takes, as addresses that are a power of
// two apart drive each other out of a processor's cache.
function apart(tiles: u32, channels: u32): u32 {
  return (tiles * channels + 16) * 4;
}

// Tiles with what surrounds them, one pixel wide, in the other basis: v (places, tiles, inputs).
function take(
  x: u32,
  scales: u32,
  v: u32,
  room: u32,
  px: u32,
  inputs: u32,
  edge: u32,
  first: u32,
  rows: u32,
): void {
  const side = edge + 2;
  const wide = px / edge;
  const pixel = inputs * 4;
  const line = (px + 2) * pixel;
  const place = apart(rows * wide, inputs);
  const one = f32x4.splat(1);
  for (let row: u32 = 0; row < rows; row += 1)
    for (let column: u32 = 0; column < wide; column += 1) {
      const from = x + edge * ((first + row) * line + column * pixel);
      const to = v + (row * wide + column) * pixel;
      for (let c: u32 = 0; c < pixel; c += 16) {
        const scale = v128.load(scales + c);
        for (let i: u32 = 0; i < side; i += 1)
          taken(edge, from + c + i * line, pixel, scale, room + i * side * 16, 16);
        for (let i: u32 = 0; i < side; i += 1)
          taken(edge, room + i * 16, side * 16, one, to + c + i * place, side * place);
      }
    }
}

// Bring what lies in one direction, `step` apart, times `scale`, to the other basis.
@inline
function taken(edge: u32, from: u32, step: u32, scale: v128, to: u32, away: u32): void {
  const p = f32x4.mul(scale, v128.load(from));
  const q = f32x4.mul(scale, v128.load(from + step));
  const r = f32x4.mul(scale, v128.load(from + 2 * step));
  const s = f32x4.mul(scale, v128.load(from + 3 * step));
  if (edge == 2) {
    v128.store(to, f32x4.sub(p, r));
    v128.store(to + away, f32x4.add(q, r));
    v128.store(to + 2 * away, f32x4.sub(r, q));
    v128.store(to + 3 * away, f32x4.sub(q, s));
    return;
  }
  const t = f32x4.mul(scale, v128.load(from + 4 * step));
  const u = f32x4.mul(scale, v128.load(from + 5 * step));
  const four = f32x4.splat(-4);
  const five = f32x4.splat(-5);
  const even = plus(t, four, r);
  const odd = plus(s, four, q);
  const evener = f32x4.sub(t, r);
  const odder = f32x4.mul(f32x4.splat(2), f32x4.sub(s, q));
  v128.store(to, f32x4.sub(plus(t, five, r), f32x4.mul(four, p)));
  v128.store(to + away, f32x4.add(even, odd));
  v128.store(to + 2 * away, f32x4.sub(even, odd));
  v128.store(to + 3 * away, f32x4.add(evener, odder));
  v128.store(to + 4 * away, f32x4.sub(evener, odder));
  v128.store(to + 5 * away, f32x4.sub(plus(u, five, s), f32x4.mul(four, q)));
}

// Back from m (places, tiles, outputs) to pixels.
function give(
  m: u32,
  factors: u32,
  biases: u32,
  y: u32,
  room: u32,
  px: u32,
  outputs: u32,
  edge: u32,
  first: u32,
  rows: u32,
  slope: f32,
): void {
  const side = edge + 2;
  const wide = px / edge;
  const pixel = outputs * 4;
  const line = (px + 2) * pixel;
  const place = apart(rows * wide, outputs);
  for (let row: u32 = 0; row < rows; row += 1)
    for (let column: u32 = 0; column < wide; column += 1) {
      const from = m + (row * wide + column) * pixel;
      const to = y + (edge * (first + row) + 1) * line + (edge * column + 1) * pixel;
      for (let c: u32 = 0; c < pixel; c += 16) {
        const factor = v128.load(factors + c);
        const bias = v128.load(biases + c);
        for (let i: u32 = 0; i < side; i += 1)
          given(edge, from + c + i * side * place, place, room + i * edge * 16, 16);
        for (let i: u32 = 0; i < edge; i += 1) {
          const at = room + i * 16;
          given(edge, at, edge * 16, at, edge * 16);
          for (let j: u32 = 0; j < edge; j += 1) {
            const value = plus(bias, factor, v128.load(at + j * edge * 16));
            v128.store(to + c + j * line + i * pixel, leaky(value, slope));
          }
        }
      }
    }
}

// Bring what lies in one direction, `step` apart, back from the other basis.
@inline
function given(edge: u32, from: u32, step: u32, to: u32, away: u32): void {
  const p = v128.load(from);
  const q = v128.load(from + step);
  const r = v128.load(from + 2 * step);
  const s = v128.load(from + 3 * step);
  const sum = f32x4.add(q, r);
  const difference = f32x4.sub(q, r);
  if (edge == 2) {
    v128.store(to, f32x4.add(p, sum));
    v128.store(to + away, f32x4.sub(difference, s));
    return;
  }
  const t = v128.load(from + 4 * step);
  const u = v128.load(from + 5 * step);
  const more = f32x4.add(s, t);
  const less = f32x4.sub(s, t);
  v128.store(to, f32x4.add(p, f32x4.add(sum, more)));
  v128.store(to + away, plus(difference, f32x4.splat(2), less));
  v128.store(to + 2 * away, plus(sum, f32x4.splat(4), more));
  v128.store(to + 3 * away, f32x4.add(plus(difference, f32x4.splat(8), less), u));
}
