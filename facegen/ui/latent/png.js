// The text `facegen` of a PNG, or null.
// Source: PNG specification, sections 5.3 (chunk layout) and 11.3.4.3 (tEXt).
const SIGNATURE = 0x89504e47;
const HEAD = 8;
const AROUND = 12; // length and name before a chunk's data, checksum behind it

export function noteOf(buffer) {
  const view = new DataView(buffer);
  const latin = (start, length) =>
    new TextDecoder("latin1").decode(new Uint8Array(buffer, start, length));
  if (view.byteLength < HEAD || view.getUint32(0) !== SIGNATURE) return null;
  for (let at = HEAD; at + AROUND <= view.byteLength; ) {
    const length = view.getUint32(at);
    if (at + AROUND + length > view.byteLength) return null;
    if (latin(at + 4, 4) === "tEXt") {
      const [key, text] = latin(at + 8, length).split("\0");
      if (key === "facegen") return text;
    }
    at += AROUND + length;
  }
  return null;
}
