import type { JSX } from 'react';
import { classNames } from './class-names.ts';

export const markKinds = [
  'due',
  'waiting',
  'room',
  'done',
  'missed',
  'gone',
  'unsent',
  'sent',
  'refused',
] as const;

/** The shapes that stand for a state, wherever it is shown. A shape comes before a colour. */
export type MarkKind = (typeof markKinds)[number];

const ring = <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.8" />;

const line = (d: string, strokeWidth: number): JSX.Element => (
  <path
    d={d}
    fill="none"
    stroke="currentColor"
    strokeWidth={strokeWidth}
    strokeLinecap="round"
    strokeLinejoin="round"
  />
);

const shapes: Record<MarkKind, JSX.Element> = {
  due: ring,
  waiting: (
    <>
      {ring}
      <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" />
    </>
  ),
  room: <circle cx="8" cy="8" r="6.5" fill="currentColor" />,
  done: line('M2.6 8.6l3.6 3.7 7.2-8.2', 2.2),
  missed: line('M3.4 3.4l9.2 9.2M12.6 3.4l-9.2 9.2', 2.2),
  gone: (
    <>
      {ring}
      <path d="M4 12L12 4" stroke="currentColor" strokeWidth="1.8" />
    </>
  ),
  unsent: (
    <circle
      cx="8"
      cy="8"
      r="5.6"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeDasharray="2.6 2.1"
    />
  ),
  sent: line('M1.5 8.8l2.8 2.9L10 5M6.6 10.6l1.1 1.1L14.5 4.6', 1.7),
  refused: (
    <>
      <path d="M8 1.2l6.8 6.8L8 14.8 1.2 8z" fill="currentColor" />
      <path d="M8 5v3.6M8 10.4v.9" stroke="var(--raised)" strokeWidth="1.7" strokeLinecap="round" />
    </>
  ),
};

/** A state as a shape. Without `label` it is decoration: a word stands beside it. */
export const Mark = ({ kind, label }: { kind: MarkKind; label?: string | undefined }): JSX.Element => (
  <svg
    className={classNames('mark', `mk-${kind}`)}
    viewBox="0 0 16 16"
    {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
  >
    {shapes[kind]}
  </svg>
);

/** The mark of the product itself: the half-filled disc. */
export const ProductMark = (): JSX.Element => (
  <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
    <circle cx="16" cy="16" r="12.5" fill="none" stroke="currentColor" strokeWidth="3" />
    <path d="M16 3.5a12.5 12.5 0 0 1 0 25z" fill="currentColor" />
  </svg>
);
