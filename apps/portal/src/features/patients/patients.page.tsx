import {
  Button,
  buttonClass,
  EmptyState,
  Icon,
  KeyCap,
  LoadingRows,
  Note,
  OfflineNote,
  Panel,
  useShortcuts,
} from '@clinic/ui';
import { Plus } from 'lucide-react';
import { useState, type JSX } from 'react';
import { Link, useNavigate } from 'react-router';
import { usePatientSearch } from '#people';
import { paths } from '#paths';
import { useMay, useSession } from '#session';
import { useText } from '#texts';
import { PeopleTable } from './people-table.tsx';
import './patients.css';

type ResultsProps = { search: ReturnType<typeof usePatientSearch> };

const Results = ({ search }: ResultsProps): JSX.Element | null => {
  const t = useText();
  const { found } = search;
  if (!found) return search.failure ? null : <LoadingRows label={t('patients.list.loading')} rows={8} />;
  if (found.items.length === 0) {
    return found.query === '' ? (
      <EmptyState isSection mark="due" title={t('patients.list.empty')}>
        {t('patients.list.empty.next')}
      </EmptyState>
    ) : (
      <EmptyState isSection mark="due" title={t('find.none', { query: found.query })}>
        {t('find.other.why')}
      </EmptyState>
    );
  }
  return <PeopleTable caption={t('patients.title')} people={found.items} />;
};

/** The people of the clinic: those seen last, or those a search finds. */
export const PatientsPage = (): JSX.Element => {
  const t = useText();
  const { clinic } = useSession();
  const navigate = useNavigate();
  const may = useMay();
  const [mayRegister, mayPutAway] = [may('patient:create'), may('patient:archive')];
  const search = usePatientSearch();
  const [query, setQuery] = useState('');
  useShortcuts(
    mayRegister
      ? [
          {
            keys: 'n',
            label: t('patients.list.register'),
            isInBar: true,
            run: () => void navigate(paths.patients.register),
          },
        ]
      : [],
  );
  const { found, failure, isBusy } = search;
  return (
    <>
      <title>{t('shell.title', { page: t('patients.title'), clinic: clinic.name })}</title>
      <div className="headline">
        <h1 className="title">{t('patients.title')}</h1>
        <span className="end">
          {mayPutAway && (
            <Link className={buttonClass({ kind: 'quiet' })} to={paths.patients.putAway}>
              {t('patients.putAway.list')}
            </Link>
          )}
          {mayRegister && (
            <Link className={buttonClass({ kind: 'primary' })} to={paths.patients.register}>
              <Icon icon={Plus} />
              {t('patients.list.register')} <KeyCap keys="n" />
            </Link>
          )}
        </span>
      </div>
      <label className="list-find">
        <span className="vh">{t('find.title')}</span>
        <input
          className="input"
          type="search"
          value={query}
          placeholder={t('find.help')}
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          onChange={(event) => {
            setQuery(event.target.value);
            search.search(event.target.value);
          }}
        />
      </label>
      {failure === 'offline' && <OfflineNote>{t('find.offline')}</OfflineNote>}
      {failure === 'failed' && (
        <Note tone="missed" mark="refused" role="alert">
          {t('find.failed')}
        </Note>
      )}
      <Panel label={t('patients.title')} className="list people">
        <p className="sum" role="status">
          {found?.query === '' ? t('find.recent') : found && t('find.order')}
        </p>
        <Results search={search} />
        {found?.nextCursor && (
          <div className="more-row">
            <Button
              kind="quiet"
              size="small"
              busyLabel={isBusy ? t('patients.loadingMore') : undefined}
              onClick={search.more}
            >
              {t('patients.list.more')}
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
};
