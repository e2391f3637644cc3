import { Lock, type LucideIcon } from 'lucide-react';
import { useEffect, useState, type JSX, type ReactNode } from 'react';
import './css-variables.ts';
import { Icon } from './icon.tsx';
import { Mark, type MarkKind } from './mark.tsx';

type FaceProps = {
  /** What is true. */
  title: ReactNode;
  /** What comes next, or why. */
  children?: ReactNode;
  /** At most one thing to do. */
  actions?: ReactNode;
  /** It stands in place of a page: its title is the page's. */
  isPage?: boolean;
  /** It stands right below the title of a page, in a panel without one of its own. */
  isSection?: boolean;
};

const Face = ({
  title,
  children,
  actions,
  isPage = false,
  isSection = false,
  sign,
}: FaceProps & { sign: ReactNode }): JSX.Element => {
  const Heading = isPage ? 'h1' : isSection ? 'h2' : 'h3';
  return (
    <div className="empty">
      {sign}
      <Heading>{title}</Heading>
      {children && <p>{children}</p>}
      {actions && <div className="flexw">{actions}</div>}
    </div>
  );
};

/** Nothing here, and that is fine. */
export const EmptyState = ({
  mark = 'done',
  icon,
  ...face
}: FaceProps & { mark?: MarkKind; icon?: LucideIcon }): JSX.Element => (
  <Face {...face} sign={icon ? <Icon icon={icon} /> : <Mark kind={mark} />} />
);

/** It went wrong: what failed, what is still seen, try again, a code to tell. */
export const ErrorState = ({ code, actions, ...face }: FaceProps & { code?: ReactNode }): JSX.Element => (
  <div role="alert">
    <Face
      {...face}
      sign={<Mark kind="refused" />}
      actions={
        <>
          {actions}
          {code && <span className="small muted num">{code}</span>}
        </>
      }
    />
  </div>
);

/** Not for this role. */
export const ForbiddenState = (face: FaceProps): JSX.Element => (
  <Face {...face} sign={<Icon icon={Lock} />} />
);

const widths = ['11rem', '8rem', '13rem', '9rem'];

/** Rows of the final height, still; shown only when the wait is longer than 300 ms, because a flash is worse than a pause. */
export const LoadingRows = ({ label, rows = 4 }: { label: string; rows?: number }): JSX.Element | null => {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  if (!isLate) return null;
  return (
    <div className="skel in-card" role="status" aria-busy="true" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div className="sk-row" key={row}>
          <i style={{ '--w': '3rem' }} />
          <i style={{ '--w': widths[row % widths.length] }} />
          <i style={{ '--w': '5rem' }} />
        </div>
      ))}
    </div>
  );
};
