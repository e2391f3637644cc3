import { buttonClass, DayBeads, Icon, IconButton, Mark, Menu } from '@clinic/ui';
import { ChevronDown, Eye, EyeOff, Plus, Stethoscope } from 'lucide-react';
import type { JSX } from 'react';
import { Link, useNavigate } from 'react-router';
import { KeyCap } from '@clinic/ui';
import { paths } from '#paths';
import { useMay } from '#session';
import { nameOf, type ReferenceData } from '#reference';
import { useText } from '#texts';
import { useFormats, useNow } from '#time';
import { beadsOf, boardStates, type Board, type BoardState } from './today.board.ts';

/** What the address says is shown. */
export type BoardView = { state: BoardState | null; practitionerId: string | null };

export const viewPath = ({ state, practitionerId }: BoardView): string =>
  paths.today({
    ...(state === null ? {} : { state }),
    ...(practitionerId === null ? {} : { practitioner: practitionerId }),
  });

/** The date, large, and the day as beads. */
export const DayStrip = ({ board }: { board: Board }): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const now = useNow();
  const { slots, nowPercent } = beadsOf(board, formats.minuteOfDay, now);
  return (
    <div className="strip">
      <div className="date">
        <h1>{formats.dayTitle(now)}</h1>
      </div>
      <DayBeads
        slots={slots}
        nowPercent={nowPercent}
        label={t('today.beads', {
          done: board.done.length,
          missed: board.missed.length,
          room: board.room.length,
          waiting: board.waiting.length,
          due: board.due.length,
          time: formats.time(now),
        })}
      />
    </div>
  );
};

const PractitionerMenu = ({
  view,
  reference,
}: {
  view: BoardView;
  reference: ReferenceData;
}): JSX.Element => {
  const t = useText();
  const navigate = useNavigate();
  const all = { id: 'all', name: t('today.practitioners.all') };
  const choices = [all, ...reference.practitioners.filter((practitioner) => practitioner.isActive)];
  const go = (id: string): void =>
    void navigate(viewPath({ ...view, practitionerId: id === 'all' ? null : id }));
  return (
    <Menu
      label={t('today.practitioners')}
      groups={[
        {
          id: 'practitioners',
          selectedId: view.practitionerId ?? 'all',
          items: choices.map(({ id, name }) => ({ id, label: name, text: name, onAction: () => go(id) })),
        },
      ]}
      trigger={
        <button type="button" className={`${buttonClass({ kind: 'quiet', size: 'small' })} only-wide`}>
          <Icon icon={Stethoscope} isSmall />
          {nameOf(reference.practitioners, view.practitionerId) ?? all.name}
          <Icon icon={ChevronDown} isSmall />
        </button>
      }
    />
  );
};

type HeadProps = {
  board: Board;
  view: BoardView;
  reference: ReferenceData;
  isPrivate: boolean;
  onPrivacy: () => void;
};

/** Counts by state, each a link, and what may be done with the whole board. */
export const BoardHead = ({ board, view, reference, isPrivate, onPrivacy }: HeadProps): JSX.Element => {
  const t = useText();
  const may = useMay();
  const everyone = boardStates.reduce((sum, state) => sum + board[state].length, 0);
  const privacy = isPrivate ? t('today.privacy.off') : t('today.privacy.on');
  return (
    <div className="counts">
      <nav className="tabs" aria-label={t('today.filter')}>
        <Link
          className="count-tab"
          to={viewPath({ ...view, state: null })}
          aria-current={view.state === null ? 'page' : undefined}
        >
          {t('today.everyone')} <b>{everyone}</b>
        </Link>
        {boardStates.map((state) => (
          <Link
            key={state}
            className="count-tab"
            to={viewPath({ ...view, state })}
            aria-current={view.state === state ? 'page' : undefined}
          >
            <Mark kind={state} />
            {t(`today.state.${state}`)} <b>{board[state].length}</b>
          </Link>
        ))}
      </nav>
      <span className="end">
        <PractitionerMenu view={view} reference={reference} />
        <IconButton
          icon={isPrivate ? Eye : EyeOff}
          label={privacy}
          kind="quiet"
          size="small"
          aria-pressed={isPrivate}
          onClick={onPrivacy}
        />
        {may('appointment:create') && (
          <Link className={buttonClass({ size: 'small' })} to={paths.calendar.day()} aria-keyshortcuts="b">
            <Icon icon={Plus} isSmall />
            {t('visits.act.book')} <KeyCap keys="b" />
          </Link>
        )}
      </span>
    </div>
  );
};
