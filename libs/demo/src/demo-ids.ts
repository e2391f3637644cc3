import { uuidv7 } from '@clinic/core';
import type { Dice } from './dice.ts';

/** Identifiers that come out the same for the same seed: the time they carry is the time of what they name. */
export class DemoIds {
  private readonly dice: Dice;

  constructor(dice: Dice) {
    this.dice = dice;
  }

  at(instant: Date): string {
    return uuidv7(instant.getTime(), this.dice.bytes(10));
  }
}
