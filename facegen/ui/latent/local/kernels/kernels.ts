// The arithmetic of a generator in WebAssembly, four numbers at a time, written in AssemblyScript:
// `npm run kernels` makes ../kernels.js of it.
//
// A picture lies pixel by pixel, the channels of each side by side, a multiple of eight; what is
// convolved has a border of zeros, one pixel wide. `px` is the side without it. Addresses are in
// bytes.
import { leaky, plus } from "./arithmetic";

export { multiply } from "./arithmetic";
export { convolve } from "./tiles";

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

// Halve an image x (2 px, 2 px, 4) to y (px, px, 4): each pixel the mean of four.
export function halve(x: u32, y: u32, px: u32): void {
  const line = 2 * px * 16;
  for (let row: u32 = 0; row < px; row += 1)
    for (let column: u32 = 0; column < px; column += 1) {
      const above = x + 2 * row * line + 2 * column * 16;
      const below = above + line;
      const upper = f32x4.add(v128.load(above), v128.load(above + 16));
      const lower = f32x4.add(v128.load(below), v128.load(below + 16));
      const sum = f32x4.add(upper, lower);
      v128.store(y + (row * px + column) * 16, f32x4.mul(f32x4.splat(0.25), sum));
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
