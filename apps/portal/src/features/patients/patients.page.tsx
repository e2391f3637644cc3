import type { PatientSummary } from '@clinic/contracts';
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
  PatientName,
  Table,
  useShortcuts,
} from '@clinic/ui';
import { Plus } from 'lucide-react';
import { useState, type JSX } from 'react';
import { Link, useNavigate } from 'react-router';
import {
  Flags,
  markTerms,
  nameTerms,
  termsFor,
  useAgeAndSex,
  usePatientSearch,
  useReasons,
  yearTerms,
} from '#people';
import { paths } from '#paths';
import { useMay, useSession } from '#session';
import { useText } from '#texts';
import { useFormats, useNow } from '#time';
import './patients.css';

const Row = ({ hit }: { hit: PatientSummary }): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const now = useNow();
  const ageAndSex = useAgeAndSex()(hit);
  const reasons = useReasons()(hit);
  const terms = nameTerms(hit);
  const next = hit.nextAppointmentAt;
  return (
    <tr className="whole-row">
      <td>
        <span className="name-line">
          <Link className="whole" to={paths.patients.page(hit.id)}>
            <PatientName name={hit} highlight={(text) => markTerms(text, terms)} />
          </Link>
          <Flags alerts={hit.alerts} language={hit.language} />
        </span>
        {reasons && <span className="small muted reason">{reasons}</span>}
      </td>
      <td className="num">{ageAndSex}</td>
      <td className="num">
        {hit.birthDate && markTerms(formats.shortBirthDate(hit.birthDate), yearTerms(hit))}
      </td>
      <td className="num">{markTerms(hit.fileNumber, termsFor(hit, ['fileNumber']), 'number')}</td>
      <td className="num">
        {hit.phone && <bdi>{markTerms(hit.phone, termsFor(hit, ['phone']), 'number')}</bdi>}
      </td>
      <td className="num">{hit.lastVisitAt && formats.shortDay(hit.lastVisitAt, now)}</td>
      <td className="num">
        {next && t('patients.list.next', { day: formats.shortDay(next, now), time: formats.time(next) })}
      </td>
    </tr>
  );
};

type ResultsProps = { search: ReturnType<typeof usePatientSearch> };

const Results = ({ search }: ResultsProps): JSX.Element | null => {
  const t = useText();
  const { found } = search;
  if (!found) return search.failure ? null : <LoadingRows label={t('patients.list.loading')} rows={8} />;
  if (found.items.length === 0) {
    return found.query === '' ? (
      <EmptyState mark="due" title={t('patients.list.empty')}>
        {t('patients.list.empty.next')}
      </EmptyState>
    ) : (
      <EmptyState mark="due" title={t('find.none', { query: found.query })}>
        {t('find.other.why')}
      </EmptyState>
    );
  }
  return (
    <Table
      caption={t('patients.title')}
      isStacked
      heads={[
        t('patients.list.name'),
        t('patients.list.age'),
        t('patients.list.born'),
        t('patients.list.file'),
        t('patients.field.phone'),
        t('find.peek.lastVisit'),
        t('find.peek.nextVisit'),
      ]}
    >
      {found.items.map((hit) => (
        <Row key={hit.id} hit={hit} />
      ))}
    </Table>
  );
};

/** The people of the clinic: those seen last, or those a search finds. */
export const PatientsPage = (): JSX.Element => {
  const t = useText();
  const { clinic } = useSession();
  const navigate = useNavigate();
  const mayRegister = useMay()('patient:create');
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
