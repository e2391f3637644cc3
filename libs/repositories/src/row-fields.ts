import type { UnreadablePart } from '@clinic/contracts';
import { UnknownDataKeyError, UnreadableFieldError } from '@clinic/encryption';

/** Opens the sealed fields of one row. What does not open is named, and a stand-in takes its place: the row is shown all the same. */
export class RowFields {
  readonly unreadable: UnreadablePart[] = [];

  open<Value>(part: UnreadablePart, read: () => Value, standIn: Value): Value {
    try {
      return read();
    } catch (error) {
      // Its key may have come up since the keys were read: they are looked up again before this is believed.
      if (!(error instanceof UnreadableFieldError) || error instanceof UnknownDataKeyError) throw error;
      this.unreadable.push(part);
      return standIn;
    }
  }
}
