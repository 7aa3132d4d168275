// The text `facegen` of a PNG.
// Source: PNG specification, sections 5.3 (chunk layout) and 11.3.4.3 (tEXt).
const SIGNATURE = 0x89504e47;
const HEAD = 8;
const AROUND = 12; // length and name before a chunk's data, checksum behind it

// Null where there is none.
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

function checksum(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

// The same picture with the text, behind its head; the text is of ASCII.
export function withNote(buffer, text) {
  const place = HEAD + AROUND + new DataView(buffer).getUint32(HEAD);
  const named = new TextEncoder().encode(`tEXtfacegen\0${text}`);
  const chunk = new DataView(new ArrayBuffer(named.length + 8));
  chunk.setUint32(0, named.length - 4);
  new Uint8Array(chunk.buffer).set(named, 4);
  chunk.setUint32(named.length + 4, checksum(named));
  return new Uint8Array([
    ...new Uint8Array(buffer, 0, place),
    ...new Uint8Array(chunk.buffer),
    ...new Uint8Array(buffer, place),
  ]).buffer;
}
