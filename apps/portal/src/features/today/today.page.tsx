import type { Appointment, AppointmentStatus } from '@clinic/contracts';
import { Button, Note, OfflineNote } from '@clinic/ui';
import { useEffect, useState, type JSX, type KeyboardEvent } from 'react';
import { useLoaderData, useRevalidator, useSearchParams } from 'react-router';
import { nameOf } from '#reference';
import { useMay, useSession } from '#session';
import { useText } from '#texts';
import { useFormats, useNow } from '#time';
import { BoardHead, DayStrip } from './board-head.tsx';
import { BoardSections, useFolds, visibleRows } from './board-sections.tsx';
import { RoomsPanel, RunningTimesPanel } from './side-panels.tsx';
import { boardOf, isBoardState } from './today.board.ts';
import './today.css';
import type { TodayData } from './today.data.ts';
import { useArrivals } from './use-arrivals.ts';
import { useBoardCursor } from './use-board-cursor.ts';
import { useBoardKeys } from './use-board-keys.ts';
import { usePending, useStatusChange } from './use-status-change.tsx';

const REFRESH_MS = 15_000;

/** Asks again every quarter of a minute while someone looks, and at once when they look again. */
const useRefresh = (): { isRunning: boolean; refresh: () => void } => {
  const { revalidate, state } = useRevalidator();
  useEffect(() => {
    const refresh = (): void => {
      if (document.visibilityState === 'visible') void revalidate();
    };
    const timer = setInterval(refresh, REFRESH_MS);
    document.addEventListener('visibilitychange', refresh);
    window.addEventListener('focus', refresh);
    window.addEventListener('online', refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refresh);
      window.removeEventListener('focus', refresh);
      window.removeEventListener('online', refresh);
    };
  }, [revalidate]);
  return { isRunning: state === 'loading', refresh: () => void revalidate() };
};

const StaleNote = ({
  data,
  isRunning,
  onRetry,
}: {
  data: TodayData;
  isRunning: boolean;
  onRetry: () => void;
}): JSX.Element | null => {
  const t = useText();
  const time = useFormats().time(data.loadedAt);
  if (data.problem === undefined) return null;
  if (data.problem === 'offline') return <OfflineNote>{t('today.offline', { time })}</OfflineNote>;
  return (
    <Note
      tone="missed"
      mark="refused"
      role="alert"
      actions={
        <Button size="small" busyLabel={isRunning ? t('shell.error.trying') : undefined} onClick={onRetry}>
          {t('shell.error.again')}
        </Button>
      }
    >
      {t('today.stale', { time })}
    </Note>
  );
};

/** Today: the screen a front desk lives on. */
export const TodayPage = (): JSX.Element => {
  const t = useText();
  const data = useLoaderData<TodayData>();
  const now = useNow();
  const mayChange = useMay()('appointment:update');
  const { clinic } = useSession();
  const [search] = useSearchParams();
  const [isPrivate, setIsPrivate] = useState(false);
  const folds = useFolds();
  const { isRunning, refresh } = useRefresh();
  const pending = usePending();
  const arrivals = useArrivals(data);
  const { change: send, dismiss } = useStatusChange({
    answers: data.answers,
    roomName: (id) => nameOf(data.reference.rooms, id),
  });

  const asked = search.get('state');
  const view = { state: isBoardState(asked) ? asked : null, practitionerId: search.get('practitioner') };
  const { waitWarningMinutes: warning, waitLimitMinutes: limit } = data.reference.settings;
  const board = boardOf({
    appointments: data.appointments,
    pending,
    now,
    limits: { warning, limit },
    practitionerId: view.practitionerId,
  });
  const rows = visibleRows(board, view.state, folds);
  const cursor = useBoardCursor(rows);
  const change = (appointment: Appointment, to: AppointmentStatus): void => {
    cursor.leave(appointment.id);
    if (to === 'arrived') arrivals.expect(appointment.id);
    send(appointment, to);
  };
  const current = rows.find((row) => row.appointment.id === cursor.id)?.appointment;

  const hint = useBoardKeys({ cursor, current, mayChange, change, refresh });
  const walk = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const by = steps[event.key];
    if (by === undefined || event.target !== document.activeElement) return;
    event.preventDefault();
    cursor.move(by);
  };

  return (
    <div className="board">
      <title>{t('shell.title', { page: t('today.title'), clinic: clinic.name })}</title>
      <p className="vh" role="status">
        {arrivals.count > 0 && t('today.arrivals', { count: arrivals.count })}
      </p>
      <p className="vh" role="status">
        {hint?.text}
      </p>
      <DayStrip board={board} />
      <BoardHead
        board={board}
        view={view}
        reference={data.reference}
        isPrivate={isPrivate}
        onPrivacy={() => setIsPrivate(!isPrivate)}
      />
      {/* The arrow keys walk the links inside: the list itself is never focused. */}
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div className="listcol" onKeyDown={walk}>
        <StaleNote data={data} isRunning={isRunning} onRetry={refresh} />
        {hint && hint.about === undefined && <Note tone="plain">{hint.text}</Note>}
        <BoardSections
          board={board}
          state={view.state}
          data={data}
          cursorId={cursor.id}
          hint={hint}
          isPrivate={isPrivate}
          mayChange={mayChange}
          acts={{ change, dismiss, putCursor: cursor.put }}
          folds={folds}
        />
      </div>
      <aside className="sidecol" aria-label={t('today.side')}>
        <RoomsPanel board={board} reference={data.reference} isPrivate={isPrivate} />
        <RunningTimesPanel board={board} reference={data.reference} />
      </aside>
    </div>
  );
};
