import type { PatientSummary } from '@clinic/contracts';
import { AllergyIcon, Icon, Note, OfflineNote, PatientName } from '@clinic/ui';
import { Search, UserPlus } from 'lucide-react';
import { useEffect, useId, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { markTerms, nameTerms, useAgeAndSex, useEagerEnter, usePatientSearch, useReasons } from '#people';
import { useText } from '#texts';
import { useFormats } from '#time';
import type { Booked } from './use-booking.ts';
import { allergiesOf } from './visit-block.tsx';

const SHOWN = 5;

type FieldProps = {
  mayRegister: boolean;
  onChoose: (patient: Booked) => void;
  /** Registers who was not found, from what was typed. */
  onRegister: (query: string) => void;
};

type Entry = { kind: 'hit'; hit: PatientSummary } | { kind: 'register' };

const Hit = ({ hit }: { hit: PatientSummary }): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const ageAndSex = useAgeAndSex()(hit);
  const why = useReasons()(hit);
  const terms = nameTerms(hit);
  const allergies = allergiesOf(hit.alerts);
  const born = hit.birthDate === null ? '' : formats.shortBirthDate(hit.birthDate);
  const facts = [born, ageAndSex, t('people.file', { number: hit.fileNumber }), why].filter(Boolean);
  return (
    <>
      <span className="l1">
        <PatientName name={hit} highlight={(text) => markTerms(text, terms)} />
        {allergies !== '' && <AllergyIcon label={t('people.allergy', { names: allergies })} />}
      </span>
      <span className="l2 num">{facts.join(', ')}</span>
    </>
  );
};

/** Finds who is being booked while their name is typed; the first one found is one Enter away. */
export const PatientField = ({ mayRegister, onChoose, onRegister }: FieldProps): JSX.Element => {
  const t = useText();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [position, setPosition] = useState(0);
  const { found, failure, search } = usePatientSearch();
  const hits = found?.items.slice(0, SHOWN) ?? [];
  const canRegister = mayRegister && query.trim() !== '';
  const entries: Entry[] = [
    ...hits.map((hit): Entry => ({ kind: 'hit', hit })),
    ...(canRegister ? [{ kind: 'register' } as const] : []),
  ];
  const at = Math.min(position, entries.length - 1);
  const [first] = hits;
  useEffect(() => input.current?.focus(), []);

  const choose = (entry: Entry | undefined): void => {
    if (entry?.kind === 'hit') onChoose(entry.hit);
    else if (entry) onRegister(query);
  };
  const enter = useEagerEnter({
    isCurrent: found?.query === query,
    choose: () => choose(entries[at]),
    chooseFirst: () => first && onChoose(first),
  });
  const press = (event: KeyboardEvent): void => {
    const steps: Record<string, (() => void) | undefined> = {
      ArrowDown: () => setPosition(Math.min(at + 1, entries.length - 1)),
      ArrowUp: () => setPosition(Math.max(at - 1, 0)),
      Enter: enter.press,
    };
    const step = steps[event.key];
    if (!step || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    step();
  };
  const optionId = (index: number): string => `${id}-${index}`;

  return (
    <div className="field find-who">
      <label htmlFor={id}>{t('calendar.book.patient')}</label>
      <span className="input">
        <Icon icon={Search} isSmall />
        <input
          id={id}
          ref={input}
          value={query}
          role="combobox"
          aria-expanded={entries.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={entries.length > 0 ? optionId(at) : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="search"
          onChange={(event) => {
            enter.forget();
            setQuery(event.target.value);
            setPosition(0);
            search(event.target.value);
          }}
          onKeyDown={press}
        />
      </span>
      {failure === 'offline' && <OfflineNote>{t('find.offline')}</OfflineNote>}
      {failure === 'failed' && (
        <Note tone="missed" mark="refused" role="alert">
          {t('find.failed')}
        </Note>
      )}
      {found && hits.length === 0 && (
        <p className="t13 soft" role="status">
          {t('find.none', { query: found.query })}
        </p>
      )}
      <ul role="listbox" id={`${id}-list`} aria-label={t('find.patients')} className="who-list">
        {entries.map((entry, index) => (
          // The keys are on the field, where the focus stays: an option is pointed at, never focused.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={entry.kind === 'hit' ? entry.hit.id : 'register'}
            id={optionId(index)}
            role="option"
            aria-selected={index === at}
            className={index === at ? 'is-cursor' : undefined}
            onClick={() => choose(entry)}
          >
            {entry.kind === 'hit' ? (
              <Hit hit={entry.hit} />
            ) : (
              <span className="l1">
                <Icon icon={UserPlus} isSmall />
                {t('find.register', { name: query.trim() })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
};
