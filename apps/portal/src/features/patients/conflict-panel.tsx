import { Button, KeyCap, Mark, Note, Panel, useShortcuts } from '@clinic/ui';
import { useEffect, useRef, useState, type JSX, type ReactNode } from 'react';
import { Form } from 'react-router';
import { useText } from '#texts';
import { useFormats } from '#time';
import { markChange } from './mark-change.tsx';
import {
  conflictsOf,
  draftFields,
  draftOf,
  mergedOf,
  type DraftField,
  type FieldConflict,
} from './patient-draft.ts';
import type { EditConflict } from './patient-edit.data.ts';
import { useDraftWords } from './use-draft-words.ts';

type Side = 'mine' | 'theirs';
type Choices = Partial<Record<DraftField, Side>>;

type RowProps = { conflict: FieldConflict; choice: Side; onChoose: (side: Side) => void };

/** A value that is on one side alone, or the same on both: there is nothing to choose. */
const Settled = ({ conflict, side }: { conflict: FieldConflict; side: Side }): JSX.Element => {
  const t = useText();
  const words = useDraftWords();
  const { field, by } = conflict;
  if (by !== side) return <span className="opt auto">{t('patients.conflict.unchanged')}</span>;
  return (
    <span className="opt">
      <span>{words.value(field, conflict[side])}</span>
      <Mark kind="done" />
      <span className="small muted">
        {t(side === 'theirs' ? 'patients.conflict.merged' : 'patients.conflict.kept')}
      </span>
    </span>
  );
};

const ConflictRow = ({ conflict, choice, onChoose }: RowProps): JSX.Element => {
  const t = useText();
  const words = useDraftWords();
  const { field, base, by } = conflict;
  const name = words.name(field);
  const shown = (side: Side): ReactNode => {
    const text = words.value(field, conflict[side]);
    return conflict[side] === '' || base === '' ? text : markChange(words.value(field, base), text);
  };
  const option = (side: Side): JSX.Element => (
    <label className="opt" data-who={t(`patients.conflict.${side}`)}>
      <input
        type="radio"
        name={field}
        value={conflict[side]}
        aria-label={t('patients.conflict.option', {
          side: t(`patients.conflict.${side}`),
          value: words.value(field, conflict[side]),
        })}
        checked={choice === side}
        onChange={() => onChoose(side)}
      />
      <span aria-hidden="true">{shown(side)}</span>
    </label>
  );
  return (
    <div className="merge-row" role={by === 'both' ? 'radiogroup' : 'group'} aria-label={name}>
      <span className="f">{name}</span>
      <span className="base">
        <span className="vh">{t('patients.conflict.before')} </span>
        {words.value(field, base)}
      </span>
      {by === 'both' ? option('mine') : <Settled conflict={conflict} side="mine" />}
      {by === 'both' ? option('theirs') : <Settled conflict={conflict} side="theirs" />}
    </div>
  );
};

const Heads = ({ conflict }: { conflict: EditConflict }): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const { updatedAt } = conflict.theirs;
  const when = { day: formats.day(updatedAt), time: formats.time(updatedAt) };
  return (
    <div className="merge-row" aria-hidden="true">
      <span className="hd f">{t('patients.conflict.field')}</span>
      <span className="hd base">
        {t('patients.conflict.before')} <small>{t('patients.conflict.before.when')}</small>
      </span>
      <span className="hd opt">{t('patients.conflict.mine')}</span>
      <span className="hd opt">
        {t('patients.conflict.theirs')} <small>{t('patients.conflict.theirs.when', when)}</small>
      </span>
    </div>
  );
};

type HiddenProps = { conflict: EditConflict; rows: readonly FieldConflict[] };

/** Everything that needs no choice goes along as it will be. */
const Settlements = ({ conflict, rows }: HiddenProps): JSX.Element => {
  const merged = mergedOf(draftOf(conflict.theirs), rows);
  const open = new Set(rows.filter(({ by }) => by === 'both').map(({ field }) => field));
  return (
    <>
      <input type="hidden" name="version" value={conflict.theirs.version} />
      {draftFields
        .filter((field) => !open.has(field))
        .map((field) => (
          <input key={field} type="hidden" name={field} value={merged[field]} />
        ))}
    </>
  );
};

type PanelProps = {
  conflict: EditConflict;
  isBusy: boolean;
  onSubmit: (form: HTMLFormElement) => void;
  /** Back to the fields, with what the other person saved taken over where it does not touch one's own. */
  onBack: () => void;
};

const useChoices = (fields: readonly DraftField[]) => {
  const [choices, setChoices] = useState<Choices>({});
  const all = (side: Side): void => setChoices(Object.fromEntries(fields.map((field) => [field, side])));
  const put = (field: DraftField, side: Side): void => setChoices((now) => ({ ...now, [field]: side }));
  return { sideOf: (field: DraftField): Side => choices[field] ?? 'mine', all, put };
};

const useFocusOnArrival = (): React.RefObject<HTMLDivElement | null> => {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => panel.current?.focus(), []);
  return panel;
};

/** Side by side what a file was, what was typed here and what somebody else saved, with a choice for each field. */
export const ConflictPanel = ({ conflict, isBusy, onSubmit, onBack }: PanelProps): JSX.Element => {
  const t = useText();
  const form = useRef<HTMLFormElement>(null);
  const panel = useFocusOnArrival();
  const rows = conflictsOf(draftOf(conflict.base), conflict.mine, draftOf(conflict.theirs));
  const open = rows.filter(({ by }) => by === 'both');
  const { sideOf, all, put } = useChoices(open.map(({ field }) => field));
  const send = (): void => {
    if (form.current) onSubmit(form.current);
  };
  useShortcuts([
    { keys: 'Ctrl+Enter', label: t('patients.conflict.keep'), isInBar: true, run: send },
    { keys: '1', label: t('patients.conflict.allMine'), isInBar: true, run: () => all('mine') },
    { keys: '2', label: t('patients.conflict.allTheirs'), isInBar: true, run: () => all('theirs') },
  ]);
  return (
    <div ref={panel} tabIndex={-1} className="conflict">
      <Note tone="missed" mark="refused" role="alert">
        {open.length > 0 ? t('patients.conflict.why', { count: open.length }) : t('patients.conflict.none')}
      </Note>
      <Panel title={t('patients.conflict.title')}>
        <Form
          ref={form}
          method="post"
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Settlements conflict={conflict} rows={rows} />
          <div className="merge">
            <Heads conflict={conflict} />
            {rows.map((row) => (
              <ConflictRow
                key={row.field}
                conflict={row}
                choice={sideOf(row.field)}
                onChoose={(side) => put(row.field, side)}
              />
            ))}
          </div>
          <div className="merge-acts">
            <Button
              type="submit"
              kind="primary"
              keys="Ctrl+Enter"
              busyLabel={isBusy ? t('patients.edit.working') : undefined}
            >
              {t('patients.conflict.keep')}
            </Button>
            {open.length > 0 && (
              <>
                <Button onClick={() => all('mine')}>
                  {t('patients.conflict.allMine')} <KeyCap keys="1" />
                </Button>
                <Button onClick={() => all('theirs')}>
                  {t('patients.conflict.allTheirs')} <KeyCap keys="2" />
                </Button>
              </>
            )}
            <Button kind="quiet" onClick={onBack}>
              {t('patients.conflict.back')}
            </Button>
            <span className="muted t13">{t('patients.conflict.history')}</span>
          </div>
        </Form>
      </Panel>
    </div>
  );
};
