import type { JSX } from 'react';
import { classNames } from './class-names.ts';
import './css-variables.ts';

/** Minutes from which a wait is amber, and from which it is red. */
export type WaitLimits = { warning: number; limit: number };

const levelOf = (minutes: number, { warning, limit }: WaitLimits): 'w2' | 'w1' | false => {
  if (minutes >= limit) return 'w2';
  return minutes >= warning && 'w1';
};

type WaitRulerProps = { minutes: number; limits: WaitLimits; unit: string };

/** How long someone waits: the number, and a bar of 45 minutes with ticks at the two limits. */
export const WaitRuler = ({ minutes, limits, unit }: WaitRulerProps): JSX.Element => (
  <span className={classNames('wait', levelOf(minutes, limits))}>
    <b>
      {minutes} <small>{unit}</small>
    </b>
    <span className="ruler" style={{ '--v': minutes, '--a': limits.warning, '--b': limits.limit }} />
  </span>
);
