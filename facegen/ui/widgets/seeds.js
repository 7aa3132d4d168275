// Seeds of new faces.

export function randomSeed(random = Math.random) {
  return String(Math.floor(random() * 2 ** 31));
}

// One of `sound`, the seeds whose faces hold together, or any where nobody has looked.
export function drawnFrom(sound, random = Math.random) {
  if (!sound) return randomSeed(random);
  const bits = Uint8Array.from(atob(sound.bits), (letter) => letter.charCodeAt(0));
  for (;;) {
    const seed = Math.floor(random() * sound.seeds);
    if (bits[seed >> 3] & (1 << (seed % 8))) return String(seed);
  }
}
