// Latents from seeds: the numbers of `facegen.models.latents`, which are numpy's, bit for bit but
// for one in 100,000, far out, whose logarithm another library rounds the other way.
// Sources: O'Neill 2015, "Developing a seed_seq alternative" (how a seed becomes a key); Salmon et
// al. 2011, "Parallel Random Numbers: As Easy as 1, 2, 3" (Philox); Marsaglia and Tsang 2000, "The
// Ziggurat Method" (normal numbers), with 256 layers.
const WORD = 0xffffffffn;
const LONG = 0xffffffffffffffffn;
const POOL = 4;
const ROUNDS = 10;
const MULTIPLIERS = [0xd2e7470ee14c6c93n, 0xca5a826395121157n];
const BUMPS = [0x9e3779b97f4a7c15n, 0xbb67ae8584caa73bn];
const LAYERS = 256;
const TAIL = 3.6541528853610088; // where the lowest layer ends
const INVERSE = Math.fround(1 / TAIL);
const AREA = 0.004928673233974658; // of each layer
const STEPS = 2 ** 23; // of a float's fraction

// Returns a function that stirs words by a constant which it changes each time.
function stirrer(start, factor) {
  let constant = start;
  return (word) => {
    const mixed = word ^ constant;
    constant = Math.imul(constant, factor);
    const product = Math.imul(mixed, constant);
    return product ^ (product >>> 16);
  };
}

function mixed(one, other) {
  const sum = (Math.imul(0xca01f9dd, one) - Math.imul(0x4973f715, other)) | 0;
  return sum ^ (sum >>> 16);
}

// The key of Philox, two numbers of 64 bits, from a seed.
function keyOf(seed) {
  const words = [];
  for (let rest = seed; rest; rest >>= 32n) words.push(Number(rest & WORD) | 0);
  const stir = stirrer(0x43b0d7e5, 0x931e8875);
  const pool = Array.from({ length: POOL }, (_, i) => stir(words[i] ?? 0));
  for (let from = 0; from < POOL; from += 1)
    for (let to = 0; to < POOL; to += 1)
      if (from !== to) pool[to] = mixed(pool[to], stir(pool[from]));
  const stirOut = stirrer(0x8b51f9dd, 0x58f38ded);
  const state = pool.map((word) => BigInt(stirOut(word) >>> 0));
  return [state[0] | (state[1] << 32n), state[2] | (state[3] << 32n)];
}

// Four numbers of 64 bits from a counter.
function philox(counter, key) {
  let [a, b, c, d] = [counter, 0n, 0n, 0n];
  let [left, right] = key;
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = MULTIPLIERS[0] * a;
    const second = MULTIPLIERS[1] * c;
    [a, b, c, d] = [
      (second >> 64n) ^ b ^ left,
      second & LONG,
      (first >> 64n) ^ d ^ right,
      first & LONG,
    ];
    left = (left + BUMPS[0]) & LONG;
    right = (right + BUMPS[1]) & LONG;
  }
  return [a, b, c, d];
}

// Words of 32 bits, one after another; the lower half of each number comes first.
function* wordsOf(seed) {
  const key = keyOf(seed);
  for (let counter = 1n; ; counter += 1n)
    for (const number of philox(counter, key)) {
      yield Number(number & WORD);
      yield Number(number >> 32n);
    }
}

function layers() {
  const density = (x) => Math.exp(-0.5 * x * x);
  const widths = new Float32Array(LAYERS);
  const heights = new Float32Array(LAYERS);
  const inside = new Uint32Array(LAYERS);
  const base = AREA / density(TAIL);
  let x = TAIL;
  inside[0] = (x / base) * STEPS;
  widths[0] = base / STEPS;
  heights[0] = 1;
  for (let i = LAYERS - 1; i > 0; i -= 1) {
    widths[i] = x / STEPS;
    heights[i] = density(x);
    const above = i > 1 ? Math.sqrt(-2 * Math.log(AREA / x + density(x))) : 0;
    inside[i] = (above / x) * STEPS;
    x = above;
  }
  return { widths, heights, inside };
}

const { widths, heights, inside } = layers();

function normal(next) {
  const unit = () => (next() >>> 8) / 2 ** 24;
  for (;;) {
    const word = next();
    const layer = word & (LAYERS - 1);
    const steps = (word >>> 9) & (STEPS - 1);
    const x = Math.fround(steps * widths[layer]) * (word & LAYERS ? -1 : 1);
    if (steps < inside[layer]) return x;
    if (layer) {
      const height = (heights[layer - 1] - heights[layer]) * unit() + heights[layer];
      if (height < Math.exp(-0.5 * x * x)) return x;
      continue;
    }
    for (;;) {
      const beyond = Math.fround(-INVERSE * Math.fround(Math.log1p(-unit())));
      const depth = -Math.log1p(-unit());
      if (2 * depth > beyond * beyond)
        return (steps & LAYERS ? -1 : 1) * Math.fround(Math.fround(TAIL) + beyond);
    }
  }
}

// The latent of a seed, a whole number below 2 ** 128, however it is written.
export function latentOf(seed, length) {
  const words = wordsOf(BigInt(seed));
  const next = () => words.next().value;
  return Float32Array.from({ length }, () => normal(next));
}
