// Reading safetensors: the length of a header, the header as JSON, then the numbers.
// Source: github.com/huggingface/safetensors, "Format".
const LENGTH_BYTES = 8;
const KINDS = { F32: Float32Array };

// The tensors of a file, each {shape, values}, and its metadata.
export function readTensors(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const text = new TextDecoder().decode(new Uint8Array(buffer, LENGTH_BYTES, length));
  const { __metadata__: metadata = {}, ...described } = JSON.parse(text);
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(described)) {
    const Kind = KINDS[dtype];
    if (!Kind) throw new Error(`${name} is of ${dtype}, which is not read here.`);
    const [start, end] = offsets.map((offset) => LENGTH_BYTES + length + offset);
    tensors[name] = { shape, values: new Kind(buffer.slice(start, end)) };
  }
  return { metadata, tensors };
}

export function rowOf({ shape, values }, number) {
  const [, width] = shape;
  return values.subarray(number * width, (number + 1) * width);
}
