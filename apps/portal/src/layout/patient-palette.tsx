import { BareDialog, Icon, KeyCap, Note, OfflineNote } from '@clinic/ui';
import { Search } from 'lucide-react';
import { useEffect, useId, useRef, useState, type JSX, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import {
  draftFromSearch,
  useEagerEnter,
  usePatientSearch,
  type FoundPatients,
  type HandOver,
  type RegistrationDraft,
} from '#people';
import { paths } from '#paths';
import { useMay } from '#session';
import { Text, useText } from '#texts';
import { paletteEntries, type PaletteEntry } from './palette-entries.ts';
import { PaletteLine, PalettePeek } from './palette-parts.tsx';
import './palette.css';

type PaletteProps = { onClose: () => void; registration: HandOver<RegistrationDraft> };

const Summary = ({ found, typed }: { found: FoundPatients; typed: string }): JSX.Element => {
  const t = useText();
  const count = found.items.length;
  const heading = (): JSX.Element | string => {
    if (found.query === '') return t('find.recent');
    if (found.items.every((hit) => hit.match?.exact === false)) return t('find.noneExact', { query: typed });
    return found.nextCursor !== null ? (
      <Text of="find.countMore" values={{ count }} />
    ) : (
      <Text of="find.count" values={{ count }} />
    );
  };
  if (count === 0 && found.query !== '') {
    return (
      <div role="status">
        <h3 className="nobody">{t('find.none', { query: typed })}</h3>
      </div>
    );
  }
  return (
    <p className="sum" role="status">
      <span>{heading()}</span>
      {count > 0 && found.query !== '' && <span>{t('find.order')}</span>}
    </p>
  );
};

const Foot = (): JSX.Element => {
  const t = useText();
  return (
    <p className="foot">
      <span>
        <KeyCap keys="ArrowUp" />
        <KeyCap keys="ArrowDown" /> {t('find.choose')}
      </span>
      <span className="wide">
        <KeyCap keys="Escape" /> {t('find.close')}
      </span>
      <span className="wide">{t('find.help')}</span>
      <span className="end">{t('find.privacy')}</span>
    </p>
  );
};

const Failure = ({ failure }: { failure: 'offline' | 'failed' }): JSX.Element => {
  const t = useText();
  return (
    <div className="palette-note">
      {failure === 'offline' ? (
        <OfflineNote>{t('find.offline')}</OfflineNote>
      ) : (
        <Note tone="missed" mark="refused" role="alert">
          {t('find.failed')}
        </Note>
      )}
    </div>
  );
};

const useActs = (
  onClose: () => void,
  registration: HandOver<RegistrationDraft>,
): { open: (id: string) => void; book: (id: string) => void; register: (query: string) => void } => {
  const navigate = useNavigate();
  const leaveTo = (path: string): void => {
    onClose();
    void navigate(path);
  };
  return {
    open: (id) => leaveTo(paths.patients.page(id)),
    book: (id) => leaveTo(paths.calendar.day({ patient: id })),
    register: (query) => {
      registration.put(draftFromSearch(query));
      leaveTo(paths.patients.register);
    },
  };
};

const PaletteContent = ({ onClose, registration }: PaletteProps): JSX.Element => {
  const t = useText();
  const may = useMay();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [position, setPosition] = useState(0);
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const { found, failure, search } = usePatientSearch();
  const acts = useActs(onClose, registration);
  const mayBook = may('appointment:create');
  const entries = found
    ? paletteEntries({ query: found.query, hits: found.items, unfolded, mayRegister: may('patient:create') })
    : [];
  const at = Math.min(position, entries.length - 1);
  const cursor = entries[at];
  const idOf = (entry: PaletteEntry): string => `${listId}-${entry.id}`;

  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    if (cursor) document.getElementById(`${listId}-${cursor.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [cursor, listId]);

  const choose = (entry: PaletteEntry): void => {
    if (entry.kind === 'hit') acts.open(entry.hit.id);
    else if (entry.kind === 'fold') setUnfolded(new Set([...unfolded, entry.leaderId]));
    else acts.register(query);
  };
  const enter = useEagerEnter({
    isCurrent: found?.query === query,
    choose: () => cursor && choose(cursor),
    chooseFirst: () => cursor?.kind === 'hit' && choose(cursor),
  });
  const press = (event: KeyboardEvent): void => {
    const key = event.altKey ? `Alt+${event.key.toLowerCase()}` : event.key;
    const hit = cursor?.kind === 'hit' ? cursor.hit : undefined;
    const moves: Record<string, (() => void) | undefined> = {
      ArrowDown: () => setPosition(at >= entries.length - 1 ? 0 : at + 1),
      // From the first line up is the last one: registering is one key away from any answer.
      ArrowUp: () => setPosition(at <= 0 ? entries.length - 1 : at - 1),
      Enter: enter.press,
      'Alt+b': hit && mayBook ? () => acts.book(hit.id) : undefined,
      'Alt+r': may('patient:create') ? () => acts.register(query) : undefined,
    };
    const move = moves[key];
    if (!move || event.nativeEvent.isComposing) return;
    event.preventDefault();
    move();
  };
  const type = (text: string): void => {
    enter.forget();
    setQuery(text);
    setPosition(0);
    search(text);
  };
  const hit = cursor?.kind === 'hit' ? cursor.hit : undefined;

  return (
    <>
      <div className="q">
        <Icon icon={Search} />
        <input
          ref={input}
          value={query}
          role="combobox"
          aria-label={t('find.title')}
          aria-expanded={entries.length > 0}
          aria-controls={listId}
          aria-activedescendant={cursor && idOf(cursor)}
          aria-autocomplete="list"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="search"
          onChange={(event) => type(event.target.value)}
          onKeyDown={press}
        />
        <button type="button" className="btn quiet sm ph" onClick={onClose}>
          {t('find.close')}
        </button>
      </div>
      <div className={hit ? undefined : 'all-wide'}>
        {failure && <Failure failure={failure} />}
        {found && <Summary found={found} typed={found.query} />}
        <ol className="hits" id={listId} role="listbox" aria-label={t('find.patients')}>
          {entries.map((entry) => (
            <PaletteLine
              key={entry.id}
              id={idOf(entry)}
              entry={entry}
              isCursor={entry === cursor}
              onPress={() => choose(entry)}
            />
          ))}
        </ol>
      </div>
      {hit && (
        <PalettePeek
          hit={hit}
          onOpen={() => acts.open(hit.id)}
          onBook={mayBook ? () => acts.book(hit.id) : undefined}
        />
      )}
      <Foot />
    </>
  );
};

/** Finds a patient from anywhere: results as one types, the letters that matched, the reason, and who it is. */
export const PatientPalette = ({ onClose, registration }: PaletteProps): JSX.Element => {
  const t = useText();
  return (
    <BareDialog label={t('find.title')} isOpen onClose={onClose} className="palette">
      <PaletteContent onClose={onClose} registration={registration} />
    </BareDialog>
  );
};
