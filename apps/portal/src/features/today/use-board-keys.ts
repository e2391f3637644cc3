import { statusSteps, type Appointment, type AppointmentStatus } from '@clinic/contracts';
import { useShortcuts, type Shortcut } from '@clinic/ui';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { paths } from '#paths';
import { useText, type TextKey } from '#texts';
import { wordOfStatus } from '#visits';
import { nextStep } from './today.board.ts';
import type { BoardCursor } from './use-board-cursor.ts';

type StepWords = { label: TextKey & `visits.act.${string}`; keys: string };

/** The word and the key of the step that leads to a status. */
export const stepWords: Partial<Record<AppointmentStatus, StepWords>> = {
  arrived: { label: 'visits.act.arrive', keys: 'a' },
  'checked-in': { label: 'visits.act.callIn', keys: 'c' },
  fulfilled: { label: 'visits.act.finish', keys: 'd' },
};

type Wish = { to: AppointmentStatus; label: TextKey & `visits.act.${string}` };

/** Why a visit cannot be taken to where a key would take it; undefined when it can. */
const useObstacle = (
  mayChange: boolean,
): ((visit: Appointment | undefined, wish: Wish) => string | undefined) => {
  const t = useText();
  return (visit, { to, label }) => {
    if (!mayChange) return t('today.cannot.role');
    if (!visit) return t('today.cannot.nobody');
    if (statusSteps[visit.status].includes(to)) return undefined;
    const status = t(wordOfStatus[visit.status]);
    const next = nextStep[visit.status];
    const words = next && stepWords[next];
    if (!words) return t('today.cannot.over', { status, more: t('today.more') });
    if (to === 'noshow') return t('today.cannot.noshow', { wish: t(label) });
    const keys = words.keys.toUpperCase();
    return t('today.cannot.next', { status, wish: t(label), next: t(words.label), keys });
  };
};

/** Why the last key did nothing, at the visit it was pressed for. */
export type KeyHint = { about: string | undefined; text: string };

type Needs = {
  cursor: BoardCursor;
  current: Appointment | undefined;
  mayChange: boolean;
  change: (appointment: Appointment, to: AppointmentStatus) => void;
  refresh: () => void;
};

const walking = (label: string, { move }: BoardCursor): Shortcut[] => [
  { keys: 'j', shownAs: 'j k', label, isInBar: true, canRepeat: true, run: () => move(1) },
  { keys: 'k', label, canRepeat: true, run: () => move(-1) },
];

/** The keys of the board. One that cannot do what it is for says why. */
export const useBoardKeys = ({ cursor, current, mayChange, change, refresh }: Needs): KeyHint | undefined => {
  const t = useText();
  const navigate = useNavigate();
  const obstacleOf = useObstacle(mayChange);
  const [said, setSaid] = useState<KeyHint & { status: AppointmentStatus | undefined }>();
  const say = (text: string): void => setSaid({ about: current?.id, status: current?.status, text });
  const wish = (keys: string, to: AppointmentStatus, label: Wish['label']) => ({
    keys,
    label: t(label),
    run: () => {
      const obstacle = obstacleOf(current, { to, label });
      if (obstacle !== undefined) say(obstacle);
      else if (current) change(current, to);
    },
  });
  useShortcuts([
    ...walking(t('today.key.move'), cursor),
    { keys: 'Enter', label: t('today.key.open'), isInBar: true },
    { ...wish('a', 'arrived', 'visits.act.arrive'), isInBar: true },
    { ...wish('c', 'checked-in', 'visits.act.callIn'), isInBar: true },
    { ...wish('d', 'fulfilled', 'visits.act.finish'), isInBar: true },
    {
      keys: 'u',
      label: t('today.undo'),
      isInBar: true,
      isFallback: true,
      run: () => say(t('today.cannot.undo', { more: t('today.more') })),
    },
    wish('x', 'noshow', 'visits.act.noshow'),
    { keys: 'b', label: t('visits.act.book'), isInBar: true, run: () => void navigate(paths.calendar.day()) },
    { keys: 'r', label: t('today.key.refresh'), run: refresh },
  ]);
  const isStillSo = said?.about === current?.id && said?.status === current?.status;
  return isStillSo ? said : undefined;
};
