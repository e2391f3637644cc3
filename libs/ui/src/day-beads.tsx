import type { JSX } from 'react';
import { classNames } from './class-names.ts';
import './css-variables.ts';
import { Mark, type MarkKind } from './mark.tsx';

/** A quarter of an hour; `hour` is written under the first one of an hour. */
export type BeadSlot = { id: string; hour?: string; marks: readonly MarkKind[] };

type DayBeadsProps = {
  slots: readonly BeadSlot[];
  /** How much of the axis is past, in percent; nothing outside 0 to 100. */
  nowPercent: number;
  /** The day in words. */
  label: string;
};

/** The day as beads on a time axis, with the bar of now. */
export const DayBeads = ({ slots, nowPercent, label }: DayBeadsProps): JSX.Element => (
  <div
    className="beads"
    role="img"
    aria-label={label}
    style={{ '--n': slots.length, '--most': Math.max(1, ...slots.map((slot) => slot.marks.length)) }}
  >
    {slots.map((slot) => (
      <i key={slot.id} className={classNames(slot.hour !== undefined && 'hr')} data-h={slot.hour}>
        {slot.marks.map((kind, index) => (
          <Mark key={`${index}${kind}`} kind={kind} />
        ))}
      </i>
    ))}
    {nowPercent >= 0 && nowPercent <= 100 && <span className="now" style={{ '--at': nowPercent }} />}
  </div>
);
