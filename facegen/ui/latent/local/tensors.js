// Reading safetensors: the length of a header, the header as JSON, then the numbers.
// Source: github.com/huggingface/safetensors, "Format".
const LENGTH_BYTES = 8;
const KINDS = { F32: (buffer) => new Float32Array(buffer), F16: halves };

// Numbers of 16 bits: a sign, five bits of exponent and ten of fraction. A float with these bits at
// the top of exponent and fraction is too small by 2 ** 112.
function halves(buffer) {
  const given = new Uint16Array(buffer);
  const bits = new Uint32Array(given.length);
  for (let i = 0; i < given.length; i += 1)
    bits[i] = ((given[i] & 0x8000) << 16) | ((given[i] & 0x7fff) << 13);
  const values = new Float32Array(bits.buffer);
  for (let i = 0; i < values.length; i += 1) values[i] *= 2 ** 112;
  return values;
}

// The tensors of a file, each {shape, values}, and its metadata.
export function readTensors(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const text = new TextDecoder().decode(new Uint8Array(buffer, LENGTH_BYTES, length));
  const { __metadata__: metadata = {}, ...described } = JSON.parse(text);
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(described)) {
    const read = KINDS[dtype];
    if (!read) throw new Error(`${name} is of ${dtype}, which is not read here.`);
    const [start, end] = offsets.map((offset) => LENGTH_BYTES + length + offset);
    tensors[name] = { shape, values: read(buffer.slice(start, end)) };
  }
  return { metadata, tensors };
}

export function rowOf({ shape, values }, number) {
  const [, width] = shape;
  return values.subarray(number * width, (number + 1) * width);
}
