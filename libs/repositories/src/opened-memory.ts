type Entry<Value> = { envelope: Buffer; value: Value };

/**
 * What was opened lately, the least recently used going first. A value is known again by the very bytes it was opened
 * from at that place, which were authenticated then: any other envelope is opened anew. Never more than `largest`
 * entries over all clinics; values are shared, so nobody may change one.
 */
export class OpenedMemory<Value> {
  private readonly entries = new Map<string, Entry<Value>>();
  private readonly largest: number;

  constructor(largest: number) {
    this.largest = largest;
  }

  recall(place: string, envelope: Buffer, open: () => Value): Value {
    const known = this.entries.get(place);
    if (known?.envelope.equals(envelope) === true) {
      this.entries.delete(place);
      this.entries.set(place, known);
      return known.value;
    }
    const value = open();
    this.remember(place, envelope, value);
    return value;
  }

  clear(): void {
    this.entries.clear();
  }

  private remember(place: string, envelope: Buffer, value: Value): void {
    this.entries.delete(place);
    const [oldest] = this.entries.keys();
    if (this.entries.size >= this.largest && oldest !== undefined) this.entries.delete(oldest);
    // A copy: a small buffer is a window on a larger one, which it would keep.
    this.entries.set(place, { envelope: Buffer.from(new Uint8Array(envelope)), value });
  }
}
