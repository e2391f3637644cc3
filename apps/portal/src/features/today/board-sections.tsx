import { classNames, EmptyState, Icon, Mark } from '@clinic/ui';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState, type JSX, type ReactNode } from 'react';
import { plainName } from '@clinic/ui';
import type { ReferenceData } from '#reference';
import { Text, useText } from '#texts';
import { useFormats } from '#time';
import { BoardRowView, type RowActs } from './board-row.tsx';
import type { Board, BoardRow, BoardState } from './today.board.ts';
import type { TodayData } from './today.data.ts';
import type { KeyHint } from './use-board-keys.ts';

export type SectionsProps = {
  board: Board;
  state: BoardState | null;
  data: TodayData;
  cursorId: string | undefined;
  hint: KeyHint | undefined;
  isPrivate: boolean;
  mayChange: boolean;
  acts: RowActs;
};

/** How many of those still to come stand on the board of everyone. */
const SHOWN_DUE = 7;

/** Which parts of the board are unfolded. */
export type Folds = { areAllDueShown: boolean; isOverShown: boolean };

/** The rows on screen in reading order: what the cursor walks through. */
export const visibleRows = (board: Board, state: BoardState | null, folds: Folds): BoardRow[] => {
  if (state !== null) return board[state];
  const due = folds.areAllDueShown ? board.due : board.due.slice(0, SHOWN_DUE);
  const over = folds.isOverShown ? [...board.done, ...board.missed, ...board.gone] : [];
  return [...board.waiting, ...board.room, ...due, ...over];
};

const Rows = ({
  rows,
  props,
  label,
}: {
  rows: readonly BoardRow[];
  props: SectionsProps;
  label: string;
}): JSX.Element => (
  <ol aria-label={label}>
    {rows.map((row) => (
      <BoardRowView
        key={row.appointment.id}
        row={row}
        reference={props.data.reference}
        refusal={props.data.refusals[row.appointment.id]}
        hint={props.hint?.about === row.appointment.id ? props.hint.text : undefined}
        isCursor={row.appointment.id === props.cursorId}
        isPrivate={props.isPrivate}
        mayChange={props.mayChange}
        acts={props.acts}
      />
    ))}
  </ol>
);

type HeadingProps = { kind: BoardState; title: string; children?: ReactNode; end?: ReactNode };

const Heading = ({ kind, title, children, end }: HeadingProps): JSX.Element => (
  <div className="sec">
    <h2>
      <Mark kind={kind} />
      {title}
    </h2>
    <p>{children}</p>
    {end}
  </div>
);

const OverLimit = ({
  rows,
  reference,
}: {
  rows: readonly BoardRow[];
  reference: ReferenceData;
}): JSX.Element | null => {
  const t = useText();
  const limit = reference.settings.waitLimitMinutes;
  const count = rows.filter((row) => (row.minutes ?? 0) >= limit).length;
  if (count === 0) return null;
  return (
    <span className="end alarm">
      <Mark kind="refused" />
      {t('today.overLimit', { count, limit })}
    </span>
  );
};

const NobodyWaits = ({ board, reference }: { board: Board; reference: ReferenceData }): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const next = board.due[0]?.appointment;
  const practitioner = reference.practitioners.find(({ id }) => id === next?.practitionerId)?.name ?? '';
  return (
    <EmptyState title={t('today.nobodyWaits')}>
      {next ? (
        <Text
          of="today.nobodyWaits.next"
          values={{
            time: formats.time(next.startsAt),
            name: <bdi>{plainName(next.patient.name)}</bdi>,
            practitioner,
          }}
        />
      ) : (
        t('today.nobodyWaits.rest')
      )}
    </EmptyState>
  );
};

const WaitingSection = (props: SectionsProps): JSX.Element => {
  const t = useText();
  const { board, data } = props;
  const rows = board.waiting;
  const longest = Math.max(0, ...rows.map((row) => row.minutes ?? 0));
  return (
    <>
      <Heading
        kind="waiting"
        title={t('today.waitingRoom')}
        end={<OverLimit rows={rows} reference={data.reference} />}
      >
        {rows.length > 0 && (
          <Text of="today.waitingRoom.count" values={{ count: rows.length, minutes: longest }} />
        )}
      </Heading>
      {rows.length === 0 ? (
        <NobodyWaits board={board} reference={data.reference} />
      ) : (
        <Rows rows={rows} props={props} label={t('today.waitingRoom')} />
      )}
    </>
  );
};

const RoomSection = (props: SectionsProps): JSX.Element | null => {
  const t = useText();
  const { board, data } = props;
  const all = data.reference.rooms.filter((room) => room.isActive).length;
  const count = board.room.length;
  const used = new Set(board.room.flatMap(({ appointment }) => appointment.roomId ?? [])).size;
  if (board.room.length === 0 && props.state === null) return null;
  return (
    <>
      <Heading kind="room" title={t('today.inRooms')}>
        {used === count ? (
          <Text of="today.inRooms.count" values={{ used, all }} />
        ) : (
          <Text of="today.inRooms.people" values={{ count, used, all }} />
        )}
      </Heading>
      {board.room.length === 0 && <EmptyState mark="room" title={t('today.empty.room')} />}
      <Rows rows={board.room} props={props} label={t('today.inRooms')} />
    </>
  );
};

const DueSection = ({
  areAllShown,
  onShowAll,
  ...props
}: SectionsProps & { areAllShown: boolean; onShowAll: () => void }): JSX.Element => {
  const t = useText();
  const due = props.board.due;
  const rows = areAllShown ? due : due.slice(0, SHOWN_DUE);
  const isCut = rows.length < due.length;
  return (
    <>
      <Heading
        kind="due"
        title={t('today.toCome')}
        end={
          isCut && (
            <span className="end">
              <button type="button" className="link" onClick={onShowAll}>
                {t('today.toCome.all')}
              </button>
            </span>
          )
        }
      >
        {isCut ? (
          <Text of="today.toCome.cut" values={{ count: due.length, shown: rows.length }} />
        ) : (
          <Text of="today.toCome.count" values={{ count: due.length }} />
        )}
      </Heading>
      {due.length === 0 && <EmptyState title={t('today.empty.due')} />}
      <Rows rows={rows} props={props} label={t('today.toCome')} />
    </>
  );
};

const OverSection = ({
  isShown,
  onToggle,
  ...props
}: SectionsProps & { isShown: boolean; onToggle: () => void }): JSX.Element | null => {
  const t = useText();
  const formats = useFormats();
  const { done, missed, gone } = props.board;
  const rows = [...done, ...missed, ...gone];
  if (rows.length === 0) return null;
  const last = rows
    .map((row) => row.appointment.statusSince)
    .reduce((one, other) => (one > other ? one : other));
  const count = (kind: 'done' | 'missed' | 'gone', word: string, size: number): JSX.Element | false =>
    size > 0 && (
      <span>
        <Mark kind={kind} />
        {word} <b className="num">{size}</b>
      </span>
    );
  return (
    <>
      <button type="button" className="folded" aria-expanded={isShown} onClick={onToggle}>
        <Icon icon={isShown ? ChevronDown : ChevronRight} isSmall turns={!isShown} />
        {count('done', t('today.state.done'), done.length)}
        {count('missed', t('today.state.missed'), missed.length)}
        {count('gone', t('today.state.gone'), gone.length)}
        <span className="muted">{t('today.lastChange', { time: formats.time(last) })}</span>
      </button>
      {isShown && <Rows rows={rows} props={props} label={t('today.over')} />}
    </>
  );
};

const OneState = ({ state, ...props }: SectionsProps & { state: 'done' | 'missed' }): JSX.Element => {
  const t = useText();
  const rows = props.board[state];
  return (
    <>
      <Heading kind={state} title={t(`today.state.${state}`)}>
        <b className="num">{rows.length}</b>
      </Heading>
      {rows.length === 0 && <EmptyState mark={state} title={t(`today.empty.${state}`)} />}
      <Rows rows={rows} props={{ ...props, state }} label={t(`today.state.${state}`)} />
    </>
  );
};

/** Folds and unfolds. */
export const useFolds = (): Folds & { showAllDue: () => void; toggleOver: () => void } => {
  const [folds, setFolds] = useState<Folds>({ areAllDueShown: false, isOverShown: false });
  return {
    ...folds,
    showAllDue: () => setFolds({ ...folds, areAllDueShown: true }),
    toggleOver: () => setFolds({ ...folds, isOverShown: !folds.isOverShown }),
  };
};

/** The list: waiting room, rooms, still to come, and what is over, folded. */
export const BoardSections = ({
  folds,
  ...props
}: SectionsProps & { folds: ReturnType<typeof useFolds> }): JSX.Element => {
  const t = useText();
  const { state } = props;
  return (
    <section className={classNames('panel', 'list')} aria-label={t('today.title')}>
      {(state === null || state === 'waiting') && <WaitingSection {...props} />}
      {(state === null || state === 'room') && <RoomSection {...props} />}
      {(state === null || state === 'due') && (
        <DueSection
          {...props}
          areAllShown={folds.areAllDueShown || state === 'due'}
          onShowAll={folds.showAllDue}
        />
      )}
      {state === null && <OverSection {...props} isShown={folds.isOverShown} onToggle={folds.toggleOver} />}
      {(state === 'done' || state === 'missed') && <OneState {...props} state={state} />}
    </section>
  );
};
