// What the story counts, of pictures that never leave the browser: each a Uint8Array of as many
// values, row by row, three to a pixel. As `facegen/statistics` has it, for a few hundred of them.

// The mean of each value, rounded.
export function meanOf(pictures) {
  return Uint8Array.from(pictures[0], (_, i) => {
    let sum = 0;
    for (const one of pictures) sum += one[i];
    return Math.round(sum / pictures.length);
  });
}

// The median of each value; of an even number the mean of the middle two, rounded.
export function medianOf(pictures) {
  const column = new Uint8Array(pictures.length);
  const half = pictures.length >> 1;
  return Uint8Array.from(pictures[0], (_, i) => {
    pictures.forEach((one, n) => {
      column[n] = one[i];
    });
    column.sort();
    return pictures.length % 2 ? column[half] : Math.round((column[half - 1] + column[half]) / 2);
  });
}

// A picture of patches, each cut from a picture picked at random; of 1 pixel each is drawn alone.
export function drawnFrom(pictures, sidePx, patchPx, random) {
  const drawn = new Uint8Array(pictures[0].length);
  for (let top = 0; top < sidePx; top += patchPx)
    for (let left = 0; left < sidePx; left += patchPx) {
      const from = pictures[Math.floor(random() * pictures.length)];
      const right = Math.min(sidePx, left + patchPx);
      for (let y = top; y < Math.min(sidePx, top + patchPx); y += 1) {
        const [start, end] = [left, right].map((x) => 3 * (y * sidePx + x));
        drawn.set(from.subarray(start, end), start);
      }
    }
  return drawn;
}

// How much neighbours beside and below each other differ on average, of 255.
export function neighbourDifference(picture, sidePx) {
  const row = 3 * sidePx;
  let sum = 0;
  let count = 0;
  picture.forEach((value, i) => {
    for (const [near, there] of [
      [i + 3, i % row < row - 3],
      [i + row, i + row < picture.length],
    ])
      if (there) {
        sum += Math.abs(value - picture[near]);
        count += 1;
      }
  });
  return sum / count;
}
