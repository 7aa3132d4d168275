// The files of a zip archive, unpacked one at a time as they are asked for.
//
// Source: PKWARE, APPNOTE.TXT 6.3, sections 4.3.7 (local header), 4.3.12 (central directory) and
// 4.3.16 (its end).
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MOST_COMMENT = 0xffff;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

// List what an archive holds: [{name, size, bytes()}], folders left out. `bytes` answers with a
// Uint8Array; it fails where the entry is packed in a way browsers don't know, or says less of its
// size than it holds.
export async function entriesOf(blob) {
  const tail = await viewOf(blob.slice(Math.max(0, blob.size - END_BYTES - MOST_COMMENT)));
  const end = endIn(tail);
  if (end < 0) throw new Error("This is no zip archive, or its end is missing.");
  const count = tail.getUint16(end + 10, true);
  const start = tail.getUint32(end + 16, true);
  const directory = await viewOf(blob.slice(start, start + tail.getUint32(end + 12, true)));
  const entries = [];
  let at = 0;
  for (let i = 0; i < count && at + ENTRY_BYTES <= directory.byteLength; i += 1) {
    if (directory.getUint32(at, true) !== ENTRY) break;
    const [names, extras, comments] = [28, 30, 32].map((one) =>
      directory.getUint16(at + one, true),
    );
    const name = new TextDecoder().decode(
      new Uint8Array(directory.buffer, at + ENTRY_BYTES, names),
    );
    const entry = {
      name,
      flags: directory.getUint16(at + 8, true),
      method: directory.getUint16(at + 10, true),
      packed: directory.getUint32(at + 20, true),
      size: directory.getUint32(at + 24, true),
      start: directory.getUint32(at + 42, true),
    };
    if (!name.endsWith("/"))
      entries.push({ name, size: entry.size, bytes: () => unpacked(blob, entry) });
    at += ENTRY_BYTES + names + extras + comments;
  }
  return entries;
}

async function viewOf(blob) {
  return new DataView(await blob.arrayBuffer());
}

// Where the end of the directory begins; a comment follows it to the last byte, and may hold what
// looks like another.
function endIn(tail) {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at -= 1) {
    const over = at + END_BYTES + tail.getUint16(at + 20, true);
    if (tail.getUint32(at, true) === END && over === tail.byteLength) return at;
  }
  return -1;
}

async function unpacked(blob, { name, flags, method, packed, size, start }) {
  if (flags & ENCRYPTED) throw new Error(`${name} is encrypted.`);
  const local = await viewOf(blob.slice(start, start + LOCAL_BYTES));
  const from = start + LOCAL_BYTES + local.getUint16(26, true) + local.getUint16(28, true);
  const body = blob.slice(from, from + packed);
  if (method === STORED) return new Uint8Array(await body.arrayBuffer());
  if (method !== DEFLATED) throw new Error(`${name} is packed in an unusual way.`);
  const stream = body.stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return gathered(stream.getReader(), name, size);
}

// Whoever says less than there is would fill the memory: no more is taken than was said.
async function gathered(reader, name, size) {
  const whole = new Uint8Array(size);
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return whole.subarray(0, at);
    if (at + value.length > size) {
      await reader.cancel();
      throw new Error(`${name} is larger than it says.`);
    }
    whole.set(value, at);
    at += value.length;
  }
}
