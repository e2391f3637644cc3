const larger = (needed: number): number => Math.ceil(needed * 1.2) + 64;

/** Whole numbers in a growing typed array. `data` is read directly in hot loops, up to `length`. */
export class IntColumn {
  data = new Int32Array(0);
  length = 0;

  push(value: number): void {
    this.reserve(1);
    this.data[this.length] = value;
    this.length += 1;
  }

  at(index: number): number {
    return this.data[index] ?? 0;
  }

  /** Appends a part of another column, each value moved by `shift`. */
  append(part: Int32Array, shift: number): void {
    this.reserve(part.length);
    this.data.set(part, this.length);
    const end = this.length + part.length;
    if (shift !== 0)
      for (let index = this.length; index < end; index += 1) this.data[index] = this.at(index) + shift;
    this.length = end;
  }

  trim(): void {
    this.data = this.data.slice(0, this.length);
  }

  reserve(count: number): void {
    if (this.length + count <= this.data.length) return;
    const grown = new Int32Array(larger(this.length + count));
    grown.set(this.data);
    this.data = grown;
  }
}

/** Instants in a growing typed array. */
export class FloatColumn {
  data = new Float64Array(0);
  length = 0;

  append(part: Float64Array | readonly number[]): void {
    this.reserve(part.length);
    this.data.set(part, this.length);
    this.length += part.length;
  }

  reserve(count: number): void {
    if (this.length + count <= this.data.length) return;
    const grown = new Float64Array(larger(this.length + count));
    grown.set(this.data);
    this.data = grown;
  }

  trim(): void {
    this.data = this.data.slice(0, this.length);
  }
}

/** Bytes in a growing buffer. */
export class ByteColumn {
  data: Buffer = Buffer.alloc(0);
  length = 0;

  append(part: Uint8Array): void {
    this.reserve(part.length);
    this.data.set(part, this.length);
    this.length += part.length;
  }

  appendText(text: string, encoding: 'utf8' | 'latin1'): void {
    this.reserve(text.length * 3);
    this.length += this.data.write(text, this.length, encoding);
  }

  trim(): void {
    this.data = copyOf(this.data.subarray(0, this.length), this.length);
  }

  reserve(count: number): void {
    if (this.length + count > this.data.length) this.data = copyOf(this.data, larger(this.length + count));
  }
}

const copyOf = (bytes: Buffer, size: number): Buffer => {
  const copy = Buffer.alloc(size);
  copy.set(bytes);
  return copy;
};

/** The first index whose value is above `value`, in a column of rising values. */
export const firstAbove = (column: IntColumn, value: number): number => {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column.at(middle) > value) high = middle;
    else low = middle + 1;
  }
  return low;
};
