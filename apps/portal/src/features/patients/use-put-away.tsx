import { PatientName } from '@clinic/ui';
import { useFetcher } from 'react-router';
import { useWishes } from '#acts';
import { Text, useText } from '#texts';
import { putAwayKey, type PatientFile, type PutAwayOutcome } from './patient.data.ts';

export type PutAway = {
  put: (isAway: boolean) => void;
  problem: PutAwayOutcome['problem'];
  isBusy: boolean;
};

/** Puts a file away or brings it back, with the way back in the toast. */
export const usePutAway = ({ patient, answers }: PatientFile): PutAway => {
  const t = useText();
  const fetcher = useFetcher<PutAwayOutcome>();
  const ask = useWishes(answers);
  const send = (isAway: boolean, hasUndo: boolean): void =>
    ask({
      key: putAwayKey(patient.id, isAway),
      send: () => fetcher.submit({ isAway }, { method: 'post', encType: 'application/json' }),
      done: {
        text: (
          <Text
            of={isAway ? 'patients.putAway.done' : 'patients.putAway.undone'}
            values={{ name: <PatientName name={patient} /> }}
          />
        ),
        mark: isAway ? 'gone' : 'done',
        undo: hasUndo ? { label: t('today.undo'), keys: 'u', run: () => send(!isAway, false) } : undefined,
      },
    });
  return {
    put: (isAway) => send(isAway, true),
    problem: fetcher.state === 'idle' ? fetcher.data?.problem : undefined,
    isBusy: fetcher.state !== 'idle',
  };
};
