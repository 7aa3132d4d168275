// Takes room in a memory that does not exist yet, and says what shall lie there.
const ALIGNED_BYTES = 16;
const PAGE_BYTES = 65536;

export class Room {
  #bytes = ALIGNED_BYTES;
  #filled = [];

  // For numbers, or for so many zeros; returns the address.
  take(numbers) {
    const address = this.#bytes;
    const count = typeof numbers === "number" ? numbers : numbers.length;
    this.#bytes += ALIGNED_BYTES * Math.ceil((4 * count) / ALIGNED_BYTES);
    if (typeof numbers !== "number") this.#filled.push([address, numbers]);
    return address;
  }

  // The memory, with all that was said.
  built() {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(this.#bytes / PAGE_BYTES) });
    for (const [address, numbers] of this.#filled)
      new Float32Array(memory.buffer, address, numbers.length).set(numbers);
    this.#filled = [];
    return memory;
  }
}
