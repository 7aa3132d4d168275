// Samples drawn tile by tile out of a grid's picture file, so that every scale has the same gaps.
// A grid is a picture of 8 columns with 2 px between neighbours.
import { addressOf } from "../widgets/ask.js";

export const COLUMNS = 8;
export const ALL = "all";
const GAP_PX = 2;
const LINE_PX = 4;
const SMALLEST_PX = 256;
const MOST_KEPT = 240;
const pictures = new Map();

// Load a grid once; its address names its version, so it never changes.
export function load(run, px, { images, version }) {
  const address = addressOf("training/grid", { run: run.name, px, images, v: version });
  if (!pictures.has(address)) {
    if (pictures.size > MOST_KEPT) pictures.delete(pictures.keys().next().value);
    const image = new Image();
    image.src = address;
    const whole = image.decode().then(() => image);
    whole.catch(() => pictures.delete(address));
    pictures.set(address, whole);
  }
  return pictures.get(address);
}

// How many samples stand under each other in a grid of a height.
export function rowsIn(heightPx, px) {
  return Math.round((heightPx + GAP_PX) / (px + GAP_PX));
}

// Which samples of which grids are drawn, row by row: {grid, index, px}. Each of `grids` is a
// {px, rows}; `face` is the one sample wanted, null wants all; of several grids the first row each.
export function tilesOf(grids, face) {
  const columns = Array.from({ length: COLUMNS }, (_, column) => column);
  if (grids.length > 1)
    return grids.map(({ px }, grid) => columns.map((index) => ({ grid, index, px })));
  const [{ px, rows }] = grids;
  if (face !== null) return [[{ grid: 0, index: face, px }]];
  return Array.from({ length: rows }, (_, row) =>
    columns.map((column) => ({ grid: 0, index: row * COLUMNS + column, px })),
  );
}

// Where a sample lies in its grid.
export function cornerOf({ index, px }) {
  const step = px + GAP_PX;
  return { x: (index % COLUMNS) * step, y: Math.floor(index / COLUMNS) * step };
}

// Draw loaded grids, the pictures of `scales`, on a canvas as wide as `widthPx` of the page.
export function paintGrids(canvas, pictures, scales, { face, widthPx, smooth }) {
  const grids = scales.map((px, i) => ({ px, rows: rowsIn(pictures[i].naturalHeight, px) }));
  const tiles = tilesOf(grids, face);
  const density = Math.min(2, devicePixelRatio || 1);
  const width = Math.round(Math.max(SMALLEST_PX, widthPx) * density);
  const count = tiles[0].length;
  const side = (width - LINE_PX * (count - 1)) / count;
  canvas.width = width;
  canvas.height = Math.round(tiles.length * side + LINE_PX * (tiles.length - 1));
  const pen = canvas.getContext("2d");
  pen.imageSmoothingEnabled = smooth;
  pen.imageSmoothingQuality = "high";
  tiles.forEach((row, down) => {
    row.forEach((tile, across) => {
      const { x, y } = cornerOf(tile);
      const to = [across * (side + LINE_PX), down * (side + LINE_PX), side, side];
      pen.drawImage(pictures[tile.grid], x, y, tile.px, tile.px, ...to);
    });
  });
}
