const FRACTION = 4_294_967_296;

const hash = (text: string, start: number): number => {
  let state = start >>> 0;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x0100_0193) >>> 0;
  return state;
};

/** Chance that can be repeated: the same seed throws the same numbers for ever (mulberry32). Not for secrets. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = hash('dice', seed);
  }

  /** Dice of their own for one subject, so that a change to one list does not shift every other. */
  for(subject: string): Dice {
    return new Dice(hash(subject, this.state));
  }

  /** At least 0 and under 1. */
  fraction(): number {
    this.state = (this.state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / FRACTION;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.between(0, choices.length - 1)];
    if (choice === undefined) throw new Error('There is nothing to pick from');
    return choice;
  }

  /** The heavier, the more often. */
  pickWeighted<T extends { weight: number }>(choices: readonly T[]): T {
    let rest = this.fraction() * choices.reduce((sum, choice) => sum + choice.weight, 0);
    for (const choice of choices) {
      rest -= choice.weight;
      if (rest < 0) return choice;
    }
    return this.pick(choices);
  }

  shuffle<T>(list: readonly T[]): T[] {
    return list
      .map((item) => ({ item, order: this.fraction() }))
      .sort((one, other) => one.order - other.order)
      .map(({ item }) => item);
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.between(0, 255));
  }
}
