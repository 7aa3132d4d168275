import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { shareOf } from "../../../facegen/ui/latent/between.js";
import { repositoryOf } from "../../../facegen/ui/latent/hub.js";
import { placesIn } from "../../../facegen/ui/latent/places.js";
import { noteOf, withNote } from "../../../facegen/ui/latent/png.js";
import { firstOn } from "../../../facegen/ui/latent/sheet.js";
import { numbersOf, textOf } from "../../../facegen/ui/latent/state.js";

// A PNG of chunks of [name, data]; nobody who reads notes looks at checksums.
function png(...chunks) {
  const parts = [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])];
  for (const [name, data] of chunks) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    parts.push(length, Buffer.from(name), Buffer.from(data), Buffer.alloc(4));
  }
  return new Uint8Array(Buffer.concat(parts)).buffer;
}

const HEAD = ["IHDR", Buffer.alloc(13)];
const PIXELS = ["IDAT", deflateSync(Buffer.alloc(4))];

test("a picture tells its face, wherever the note stands", () => {
  const note = ["tEXt", "facegen\0seed=7&truncation=0.8"];
  assert.equal(noteOf(png(HEAD, note, PIXELS)), "seed=7&truncation=0.8");
  assert.equal(noteOf(png(HEAD, ["tEXt", "Author\0A"], PIXELS, note)), "seed=7&truncation=0.8");
});

test("a note that is put into a picture is read out of it, and the picture stays", () => {
  const plain = png(HEAD, PIXELS);
  const noted = withNote(plain, "seed=7&components=0:1.5");
  assert.equal(noteOf(noted), "seed=7&components=0:1.5");
  const at = 8 + 12 + 13; // signature and head
  const added = noted.byteLength - plain.byteLength;
  assert.deepEqual(Buffer.from(noted.slice(at + added)), Buffer.from(plain.slice(at)));
  const chunk = Buffer.from(noted.slice(at, at + added));
  assert.equal(chunk.readUInt32BE(added - 4), crc32(chunk.subarray(4, added - 4)));
});

test("any other file tells none", () => {
  assert.equal(noteOf(png(HEAD, PIXELS)), null);
  assert.equal(noteOf(new ArrayBuffer(0)), null);
  assert.equal(noteOf(new TextEncoder().encode("GIF89a, and no more of it").buffer), null);
  const whole = png(HEAD, ["tEXt", "facegen\0seed=7"]);
  assert.equal(noteOf(whole.slice(0, whole.byteLength - 6)), null);
});

test("scales lie in the sprite beside the largest one, under each other", () => {
  assert.deepEqual(placesIn([4, 8, 16]), [
    { px: 4, x: 16, y: 8 },
    { px: 8, x: 16, y: 0 },
    { px: 16, x: 0, y: 0 },
  ]);
  assert.deepEqual(placesIn([64]), [{ px: 64, x: 0, y: 0 }]);
});

test("a face lies on the sheet that begins at a multiple of its size, for any seed", () => {
  assert.equal(firstOn("63"), 0n);
  assert.equal(firstOn("64"), 64n);
  assert.equal(firstOn("9007199254740993"), 9007199254740992n);
  assert.equal(firstOn("9223372036854775807"), 9223372036854775744n);
  assert.equal(firstOn("seven"), 0n);
});

test("numbers become text as float32 in base64 for links", () => {
  const numbers = [1, -2.5, 3.4e38, 0.1];
  const text = textOf(numbers);
  assert.match(text, /^[\w-]+$/);
  const bytes = Buffer.from(text, "base64url");
  assert.deepEqual(
    [0, 4, 8, 12].map((at) => bytes.readFloatLE(at)),
    numbers.map(Math.fround),
  );
  assert.deepEqual([...numbersOf(text)], numbers.map(Math.fround));
});

test("a mix says which scales are whose", () => {
  assert.equal(shareOf([4, 8], 0), "All scales are B's.");
  assert.equal(shareOf([4, 8], 2), "All scales are A's.");
  assert.match(shareOf([4, 8], 1), /^Up to 4 px: A .* From 8 px: B /);
});

test("of a pasted address the repository is taken", () => {
  for (const text of [
    "ada/faces",
    " ada/faces ",
    "huggingface.co/ada/faces",
    "https://huggingface.co/ada/faces/tree/main?download=true",
    "http://hf.co/ada/faces#readme",
  ])
    assert.equal(repositoryOf(text), "ada/faces");
});
