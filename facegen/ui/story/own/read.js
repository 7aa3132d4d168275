// From files to pictures: each cut to the square in its middle and made small. Nothing is sent.
import { entriesOf } from "./zip.js";

export const SIDE_PX = 64;
export const MOST = 500; // pictures
const MOST_BYTES = 30e6; // of one file
const PICTURE = /\.(avif|bmp|gif|jfif|jpe?g|png|webp)$/i;
const ZIP = /\.zip$/i;

// Read pictures out of files and zip archives. `told` hears how many there are by now. Answers with
// {pictures, passed}: Uint8Arrays of SIDE_PX * SIDE_PX * 3 values, and how many files were none.
export async function picturesIn(files, told) {
  const pictures = [];
  let passed = 0;
  for await (const file of each(files)) {
    if (pictures.length === MOST) break;
    try {
      pictures.push(await small(await file()));
      told(pictures.length);
    } catch {
      passed += 1; // what no browser can show is told of by its number
    }
  }
  return { pictures, passed };
}

// Each file that may be a picture, as a promise of it, so that only one is unpacked at a time.
async function* each(files) {
  for (const file of files) {
    if (ZIP.test(file.name)) {
      const entries = await entriesOf(file);
      for (const { name, size, bytes } of entries)
        if (isPicture(name, size)) yield async () => new Blob([await bytes()]);
    } else if (isPicture(file.name, file.size)) yield async () => file;
  }
}

// Whether a file may be a picture, by its name; those that a Mac hides in archives are none.
export function isPicture(name, size) {
  const hidden = name.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");
  return PICTURE.test(name) && !hidden && size <= MOST_BYTES;
}

// The square in the middle of a picture, [x, y, side].
export function middleOf(width, height) {
  const side = Math.min(width, height);
  return [(width - side) / 2, (height - side) / 2, side];
}

async function small(blob) {
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(SIDE_PX, SIDE_PX);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff"; // a drawing on nothing is a drawing on paper
  context.fillRect(0, 0, SIDE_PX, SIDE_PX);
  context.imageSmoothingQuality = "high";
  const [x, y, side] = middleOf(bitmap.width, bitmap.height);
  context.drawImage(bitmap, x, y, side, side, 0, 0, SIDE_PX, SIDE_PX);
  bitmap.close();
  const { data } = context.getImageData(0, 0, SIDE_PX, SIDE_PX);
  return Uint8Array.from(
    { length: 3 * SIDE_PX * SIDE_PX },
    (_, i) => data[4 * Math.floor(i / 3) + (i % 3)],
  );
}

// All files under what was dropped, folders too.
export async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const files = [];
  while (entries.length && files.length < 2 * MOST) {
    const entry = entries.shift();
    if (entry.isFile) files.push(await new Promise((done, fail) => entry.file(done, fail)));
    else entries.push(...(await listed(entry.createReader())));
  }
  return files;
}

// A reader hands out a folder in parts, and nothing once it is through.
async function listed(reader) {
  const found = [];
  for (;;) {
    const part = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!part.length) return found;
    found.push(...part);
  }
}
