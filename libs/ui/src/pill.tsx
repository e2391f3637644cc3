import { TriangleAlert, type LucideIcon } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { Mark, type MarkKind } from './mark.tsx';

/** The class that colours text or a tint by state. Never without its mark or word. */
export const stateClass = (kind: MarkKind): string => `st-${kind === 'sent' ? 'done' : kind}`;

/** A state in a word: mark, tint and text. Once per row at most. */
export const Pill = ({ kind, children }: { kind: MarkKind; children: ReactNode }): JSX.Element => (
  <span className={`pill ${stateClass(kind)}`}>
    <Mark kind={kind} />
    {children}
  </span>
);

/** A fact that is not a state: "Arabic", "Overbooked", "Guardian only". In narrow rows only its icon stays. */
export const Chip = ({ icon, children }: { icon?: LucideIcon; children: string }): JSX.Element => (
  <span className="chip" title={children}>
    {icon && <Icon icon={icon} />}
    <span>{children}</span>
  </span>
);

/** The one red fill besides destroying: what this person must not be given. */
export const AllergyChip = ({ children }: { children: ReactNode }): JSX.Element => (
  <span className="chip-allergy">
    <Icon icon={TriangleAlert} />
    {children}
  </span>
);

/** The allergy of a list row: an icon with a name. */
export const AllergyIcon = ({ label }: { label: string }): JSX.Element => (
  <span className="chip-allergy only-i" role="img" aria-label={label} title={label}>
    <Icon icon={TriangleAlert} />
  </span>
);

/** A warning that is not an allergy. */
export const AlertChip = ({ icon, children }: { icon: LucideIcon; children: ReactNode }): JSX.Element => (
  <span className="alertchip">
    <Icon icon={icon} isSmall />
    {children}
  </span>
);
