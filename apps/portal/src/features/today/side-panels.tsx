import type { Room } from '@clinic/contracts';
import { Mark, Panel, PatientName, classNames, initialsOf } from '@clinic/ui';
import type { JSX } from 'react';
import { shortName } from '#people';
import type { ReferenceData } from '#reference';
import { Text, useText } from '#texts';
import { useFormats, useNow } from '#time';
import { minutesBehind, type Board, type BoardRow } from './today.board.ts';

const freeSince = (board: Board, roomId: string): string | undefined =>
  board.done.find(({ appointment }) => appointment.roomId === roomId)?.appointment.statusSince;

type RoomProps = { room: Room; row: BoardRow | undefined; board: Board; isPrivate: boolean };

const RoomTile = ({ room, row, board, isPrivate }: RoomProps): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  if (!row) {
    const since = freeSince(board, room.id);
    return (
      <li className="roomt free">
        <span className="l1">
          <span className="name" title={room.name}>
            {room.name}
          </span>
        </span>
        <span className="l2">
          {since === undefined
            ? t('today.room.free')
            : t('today.room.freeSince', { time: formats.time(since) })}
        </span>
      </li>
    );
  }
  const { name } = row.appointment.patient;
  return (
    <li className={classNames('roomt', (row.minutes ?? 0) >= row.limits.limit && 'over')}>
      <span className="l1">
        <Mark kind="room" label={t('today.room.taken')} />
        <span className="name" title={room.name}>
          {room.name}
        </span>
        <span className="num">
          {row.minutes}
          <span className="vh"> {t('visits.minutes')}</span>
        </span>
      </span>
      <span className="l2">
        {isPrivate ? (
          initialsOf(name)
        ) : (
          <PatientName name={{ familyName: name.familyName, givenName: null }} />
        )}
      </span>
    </li>
  );
};

type PanelProps = { board: Board; reference: ReferenceData; isPrivate: boolean };

/** Which rooms are in use, by whom, for how long. */
export const RoomsPanel = ({ board, reference, isPrivate }: PanelProps): JSX.Element | null => {
  const rooms = reference.rooms.filter((room) => room.isActive);
  const rowOf = (room: Room): BoardRow | undefined =>
    board.room.find(({ appointment }) => appointment.roomId === room.id);
  const used = rooms.filter((room) => rowOf(room) !== undefined).length;
  const t = useText();
  if (rooms.length === 0) return null;
  return (
    <Panel
      title={t('today.rooms')}
      end={
        <span className="muted t13">
          <Text of="today.rooms.used" values={{ used, all: rooms.length }} />
        </span>
      }
    >
      <ul className="rooms">
        {rooms.map((room) => (
          <RoomTile key={room.id} room={room} row={rowOf(room)} board={board} isPrivate={isPrivate} />
        ))}
      </ul>
    </Panel>
  );
};

const lateClass = (minutes: number, { settings }: ReferenceData): string => {
  if (minutes >= settings.waitLimitMinutes) return 'd st-missed';
  return minutes >= settings.waitWarningMinutes ? 'd st-waiting' : 'd';
};

/** Who works today, how many wait for them, how far behind they are. */
export const RunningTimesPanel = ({
  board,
  reference,
}: Omit<PanelProps, 'isPrivate'>): JSX.Element | null => {
  const t = useText();
  const now = useNow();
  const today = new Set(
    Object.values(board).flatMap((rows) => rows.map((row) => row.appointment.practitionerId)),
  );
  const lines = reference.practitioners
    .filter(({ id }) => today.has(id))
    .map(({ id, name }) => ({
      id,
      name,
      waiting: board.waiting.filter((row) => row.appointment.practitionerId === id).length,
      behind: minutesBehind(board, id, now),
    }))
    .sort((one, other) => other.behind - one.behind);
  if (lines.length === 0) return null;
  return (
    <Panel title={t('today.running')}>
      <ul className="running">
        {lines.map(({ id, name, waiting, behind }) => (
          <li className="pr" key={id}>
            <span title={name}>{shortName(name)}</span>
            <span className="muted">{waiting > 0 && t('today.running.waiting', { count: waiting })}</span>
            <span className={lateClass(behind, reference)}>
              {behind === 0 ? t('today.running.onTime') : t('today.running.behind', { count: behind })}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
};
