import assert from "node:assert/strict";
import { test } from "node:test";
import {
  drawnFrom,
  meanOf,
  medianOf,
  neighbourDifference,
} from "../../../facegen/ui/story/own/counted.js";
import { isPicture, middleOf } from "../../../facegen/ui/story/own/read.js";
import { entriesOf } from "../../../facegen/ui/story/own/zip.js";

// Written by Python's zipfile: the folder a/, a/one.txt of "face " forty times, deflated, two.txt
// stored, and a comment that begins like the end of an archive.
const WRITTEN =
  "UEsDBBQAAAAIAP25e10AAAAAAgAAAAAAAAACAAAAYS8DAFBLAwQUAAAACAD9uXtdLSL9zAoAAADIAAAACQAAAGEvb25l" +
  "LnR4dEtLTE5VSBv6BABQSwMEFAAAAAAAAAAhAAv5Q1YGAAAABgAAAAcAAAB0d28udHh0c3RvcmVkUEsBAhQDFAAAAAgA" +
  "/bl7XQAAAAACAAAAAAAAAAIAAAAAAAAAAAAQAP1BAAAAAGEvUEsBAhQDFAAAAAgA/bl7XS0i/cwKAAAAyAAAAAkAAAAA" +
  "AAAAAAAAAIABIgAAAGEvb25lLnR4dFBLAQIUAxQAAAAAAAAAIQAL+UNWBgAAAAYAAAAHAAAAAAAAAAAAAACAAVMAAAB0" +
  "d28udHh0UEsFBgAAAAADAAMAnAAAAH4AAAAOAFBLBQYgaXMgbm8gZW5k";
const archive = () => Buffer.from(WRITTEN, "base64");
const textOf = (bytes) => new TextDecoder().decode(bytes);

test("an archive that another program wrote is read, its folders left out", async () => {
  const entries = await entriesOf(new Blob([archive()]));
  assert.deepEqual(
    entries.map(({ name, size }) => [name, size]),
    [
      ["a/one.txt", 200],
      ["two.txt", 6],
    ],
  );
  assert.equal(textOf(await entries[0].bytes()), "face ".repeat(40));
  assert.equal(textOf(await entries[1].bytes()), "stored");
});

test("what is no archive, encrypted, or holds more than it says, is refused", async () => {
  await assert.rejects(entriesOf(new Blob(["no archive at all, but long enough"])), /no zip/);
  const directory = archive().indexOf("PK\x01\x02", archive().indexOf("PK\x01\x02") + 4);
  const spoilt = async (at, value) => {
    const bytes = archive();
    bytes[directory + at] = value;
    const [entry] = await entriesOf(new Blob([bytes]));
    return entry.bytes();
  };
  await assert.rejects(spoilt(24, 199), /larger than it says/);
  await assert.rejects(spoilt(8, 1), /encrypted/);
  await assert.rejects(spoilt(10, 12), /unusual/);
});

const PICTURES = [
  [0, 10, 200],
  [9, 20, 100],
  [4, 60, 101],
  [255, 11, 100],
].map((one) => Uint8Array.from(one));

test("mean and median are those of each value by itself", () => {
  assert.deepEqual([...meanOf(PICTURES)], [67, 25, 125]);
  assert.deepEqual([...medianOf(PICTURES.slice(0, 3))], [4, 20, 101]);
  assert.deepEqual([...medianOf(PICTURES)], [7, 16, 101]); // of 4 and 9, 11 and 20, 100 and 101
});

test("a drawn picture has whole patches, each of one picture", () => {
  const side = 6;
  const pictures = [10, 20, 30].map((value) => new Uint8Array(3 * side * side).fill(value));
  let turn = 0;
  const inTurn = () => {
    turn += 1;
    return ((turn - 1) % 3) / 3;
  };
  const drawn = drawnFrom(pictures, side, 4, inTurn);
  const at = (x, y) => drawn[3 * (y * side + x)];
  assert.deepEqual([at(0, 0), at(3, 3), at(4, 0), at(5, 3)], [10, 10, 20, 20]);
  assert.deepEqual([at(0, 4), at(3, 5), at(4, 4), at(5, 5)], [30, 30, 10, 10]);
});

test("neighbours are compared to the right and below, never round the edge", () => {
  const grey = (...values) => Uint8Array.from(values.flatMap((value) => [value, value, value]));
  assert.equal(neighbourDifference(grey(0, 10, 100, 130), 2), (10 + 30 + 100 + 120) / 4);
});

test("pictures are known by their name, and the middle square is taken", () => {
  assert.ok(isPicture("trip/IMG_1.JPEG", 100));
  for (const name of ["__MACOSX/._a.jpg", "a/.hidden.png", "notes.txt", "jpg"])
    assert.ok(!isPicture(name, 100), name);
  assert.ok(!isPicture("large.png", 1e9));
  assert.deepEqual(middleOf(300, 200), [50, 0, 200]);
});
