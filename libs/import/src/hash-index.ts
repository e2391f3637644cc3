/** A value held under so many keys says nothing of a person: the clinic's own number, `none@example.org`. */
export const MOST_PER_KEY = 64;

const FILL = 0.7;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** 32 bits of a text: FNV-1a, its bits mixed once more (the last step of MurmurHash3), never 0. */
export const hashText = (text: string): number => {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) | 0 || 1;
};

/**
 * From text to numbers, at eight bytes an entry: what an import of a million rows can afford to remember. Keys are
 * kept as hashes of 32 bits, so a wrong hit is possible and the caller compares what it finds. At most
 * {@link MOST_PER_KEY} values are kept for a key.
 */
export class HashIndex {
  private hashes = new Int32Array(1024);
  private values = new Int32Array(1024);
  private count = 0;

  add(key: string, value: number): void {
    if (this.count >= this.hashes.length * FILL) this.grow();
    this.insert(hashText(key), value);
  }

  /** The values of a key in the order they were added. */
  find(key: string): number[] {
    const hash = hashText(key);
    const found: number[] = [];
    for (let slot = this.firstSlot(hash); this.hashes[slot] !== 0; slot = this.nextSlot(slot)) {
      if (this.hashes[slot] === hash) found.push(this.values[slot] ?? 0);
    }
    return found;
  }

  private insert(hash: number, value: number): void {
    let slot = this.firstSlot(hash);
    let equal = 0;
    for (; this.hashes[slot] !== 0; slot = this.nextSlot(slot)) {
      if (this.hashes[slot] === hash) equal += 1;
      if (equal >= MOST_PER_KEY) return;
    }
    this.hashes[slot] = hash;
    this.values[slot] = value;
    this.count += 1;
  }

  private grow(): void {
    const [hashes, values] = [this.hashes, this.values];
    this.hashes = new Int32Array(hashes.length * 2);
    this.values = new Int32Array(hashes.length * 2);
    this.count = 0;
    hashes.forEach((hash, slot) => {
      if (hash !== 0) this.insert(hash, values[slot] ?? 0);
    });
  }

  private firstSlot(hash: number): number {
    return hash & (this.hashes.length - 1);
  }

  private nextSlot(slot: number): number {
    return (slot + 1) & (this.hashes.length - 1);
  }
}
