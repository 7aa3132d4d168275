// Pictures as networks take them. A picture is {rgba, width, height}, bytes row by row; a network's
// is planes of numbers, one after another. What Python does with them is done once more.
export const RGB = [0, 1, 2];
export const BGR = [2, 1, 0];

const FINE = 4; // samples across a pixel of what is cut out

// The planes of a picture, brought to another size as torch's adaptive average pooling does.
export function planesOf({ rgba, width, height }, to, order = RGB) {
  const planes = new Float32Array(3 * to.width * to.height);
  for (let y = 0; y < to.height; y += 1) {
    const [top, bottom] = span(y, to.height, height);
    for (let x = 0; x < to.width; x += 1) {
      const [left, right] = span(x, to.width, width);
      const sums = [0, 0, 0];
      for (let row = top; row < bottom; row += 1)
        for (let at = 4 * (row * width + left); at < 4 * (row * width + right); at += 4)
          for (let plane = 0; plane < 3; plane += 1) sums[plane] += rgba[at + order[plane]];
      const count = (bottom - top) * (right - left);
      for (let plane = 0; plane < 3; plane += 1)
        planes[(plane * to.height + y) * to.width + x] = sums[plane] / count;
    }
  }
  return planes;
}

function span(at, parts, length) {
  return [Math.floor((at * length) / parts), Math.ceil(((at + 1) * length) / parts)];
}

// Bring bytes to -1 to 1, in place.
export function centred(planes) {
  for (let i = 0; i < planes.length; i += 1) planes[i] = planes[i] / 127.5 - 1;
  return planes;
}

// Cut a turned square out of a picture, beyond which its border goes on, as a picture of `px`.
export function cut({ rgba, width, height }, { x, y, side, turn }, px) {
  const fine = FINE * px;
  const step = side / fine;
  const angle = (turn * Math.PI) / 180;
  const [across, down] = [step * Math.cos(angle), step * Math.sin(angle)];
  const middle = (fine - 1) / 2;
  const sums = new Float32Array(3 * px * px);
  for (let row = 0; row < fine; row += 1)
    for (let column = 0; column < fine; column += 1) {
      const fromX = x - 0.5 + across * (column - middle) - down * (row - middle);
      const fromY = y - 0.5 + down * (column - middle) + across * (row - middle);
      const left = Math.floor(fromX);
      const top = Math.floor(fromY);
      const to = 3 * (Math.floor(row / FINE) * px + Math.floor(column / FINE));
      for (const [dx, dy] of [
        [0, 0],
        [1, 0],
        [0, 1],
        [1, 1],
      ]) {
        const weight =
          (dx ? fromX - left : 1 - fromX + left) * (dy ? fromY - top : 1 - fromY + top);
        const inX = Math.min(width - 1, Math.max(0, left + dx));
        const inY = Math.min(height - 1, Math.max(0, top + dy));
        const from = 4 * (inY * width + inX);
        sums[to] += weight * rgba[from];
        sums[to + 1] += weight * rgba[from + 1];
        sums[to + 2] += weight * rgba[from + 2];
      }
    }
  const found = new Uint8ClampedArray(4 * px * px).fill(255);
  for (let i = 0; i < px * px; i += 1)
    for (let plane = 0; plane < 3; plane += 1)
      found[4 * i + plane] = sums[3 * i + plane] / (FINE * FINE);
  return { rgba: found, width: px, height: px };
}
