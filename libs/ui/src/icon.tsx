import type { LucideIcon } from 'lucide-react';
import type { JSX } from 'react';
import { classNames } from './class-names.ts';

type IconProps = {
  icon: LucideIcon;
  isSmall?: boolean;
  /** Icons that point along the reading direction turn with it. */
  turns?: boolean;
};

/** An icon is decoration: a word, or the name of its button, says what it means. */
export const Icon = ({ icon: Drawing, isSmall = false, turns = false }: IconProps): JSX.Element => (
  <Drawing
    className={classNames('i', isSmall && 'sm', turns && 'turns')}
    strokeWidth={1.75}
    aria-hidden="true"
  />
);
