import type { JSX, ReactNode } from 'react';
import { classNames } from './class-names.ts';

type PanelProps = {
  title?: ReactNode;
  detail?: ReactNode;
  end?: ReactNode;
  label?: string;
  className?: string;
  children: ReactNode;
};

/** A surface with a heading. No panel inside a panel. */
export const Panel = ({ title, detail, end, label, className, children }: PanelProps): JSX.Element => (
  <section className={classNames('panel', className)} aria-label={label}>
    {title && (
      <header>
        <h2>{title}</h2>
        {detail && <span className="muted t13">{detail}</span>}
        {end && <span className="end">{end}</span>}
      </header>
    )}
    {children}
  </section>
);

type TableProps = {
  caption: string;
  /** Column heads; left out they are hidden, never missing. */
  heads: readonly string[];
  areHeadsHidden?: boolean;
  /** Rows become cards on the phone. */
  isStacked?: boolean;
  children: ReactNode;
};

/** A table that scrolls inside its panel. Children are `tr`. */
export const Table = ({
  caption,
  heads,
  areHeadsHidden = false,
  isStacked = false,
  children,
}: TableProps): JSX.Element => (
  <div className="tblwrap">
    <table className={classNames('tbl', isStacked && 'stack')}>
      <caption className="vh">{caption}</caption>
      <thead className={areHeadsHidden ? 'vh' : undefined}>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
);

/** Text for screen readers only. */
export const VisuallyHidden = ({ children }: { children: ReactNode }): JSX.Element => (
  <span className="vh">{children}</span>
);
