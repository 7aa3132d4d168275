// Bringing back what was compressed, as `facegen.latent.graphs.weights` and gzip do it.

export function unzipped(buffer) {
  const stream = new Blob([buffer]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

// Numbers of 16 bits whose lower bytes stand before all upper ones.
export async function unpacked(buffer) {
  const halves = new Uint8Array(await unzipped(buffer));
  const whole = new Uint8Array(halves.length);
  const middle = Math.ceil(halves.length / 2);
  for (let i = 0; i < middle; i += 1) whole[2 * i] = halves[i];
  for (let i = middle; i < halves.length; i += 1) whole[2 * (i - middle) + 1] = halves[i];
  return whole.buffer;
}
