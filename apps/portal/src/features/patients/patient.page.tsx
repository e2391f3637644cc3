import type { Patient } from '@clinic/contracts';
import { Button, buttonClass, KeyCap, Note, Panel, plainName, useShortcuts, type Shortcut } from '@clinic/ui';
import type { JSX, ReactNode } from 'react';
import { Link, useLoaderData, useNavigate } from 'react-router';
import { useForeignLanguage } from '#people';
import { paths } from '#paths';
import { useMay, useSession } from '#session';
import { useText } from '#texts';
import { useFormats, useNow } from '#time';
import { PatientBanner } from './patient-banner.tsx';
import type { PatientFile } from './patient.data.ts';
import './patients.css';
import { usePutAway, type PutAway } from './use-put-away.tsx';
import { VisitsPanel } from './visits-panel.tsx';

type Fact = readonly [name: string, value: ReactNode];

// Where the town comes before the number: Brooklyn, NY 11201; elsewhere 10115 Berlin.
const townFirst: readonly (string | null)[] = ['US', 'CA', 'AU'];

const addressLine = ({ address }: Patient, home: string): string => {
  if (!address) return '';
  const { line, city, state, postalCode } = address;
  const country = address.country === home ? null : address.country;
  const join = (parts: (string | null)[], between: string): string => parts.filter(Boolean).join(between);
  const town = townFirst.includes(address.country)
    ? join([city, join([state, postalCode], ' ')], ', ')
    : join([join([postalCode, city], ' '), state], ', ');
  return join([line, town, country], ', ');
};

const EditLink = ({ id }: { id: string }): JSX.Element | null => {
  const t = useText();
  if (!useMay()('patient:update')) return null;
  return (
    <Link className={buttonClass({ size: 'small' })} to={paths.patients.edit(id)} aria-keyshortcuts="e">
      {t('patients.edit')} <KeyCap keys="e" />
    </Link>
  );
};

const ContactPanel = ({ patient, home }: { patient: Patient; home: string }): JSX.Element => {
  const t = useText();
  const language = useForeignLanguage()(patient.language);
  const phones = [patient.phone, ...patient.otherPhones].filter((phone): phone is string => Boolean(phone));
  const facts: readonly Fact[] = [
    ...phones.map((phone, index): Fact => [
      index === 0 ? t('patients.field.phone') : t('patients.otherPhone'),
      <a key={phone} className="link" href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
        <bdi>{phone}</bdi>
      </a>,
    ]),
    [t('patients.field.email'), patient.email],
    [t('patients.address'), addressLine(patient, home)],
    [t('patients.field.language'), language],
    [t('patients.preferredName'), patient.preferredName],
    ...patient.identifiers.map(({ value }): Fact => [t('patients.identifier'), value]),
  ];
  const known = facts.filter(([, value]) => Boolean(value));
  return (
    <Panel title={t('patients.contact')} end={<EditLink id={patient.id} />}>
      {known.length === 0 ? (
        <p className="panel-text t13 soft">{t('patients.contact.none')}</p>
      ) : (
        <dl className="facts panel-text">
          {known.map(([name, value], index) => (
            <div key={`${index}${name}`}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {patient.notes && <p className="panel-text notes">{patient.notes}</p>}
    </Panel>
  );
};

const useFileKeys = ({ id, isArchived }: Patient): { mayBook: boolean } => {
  const t = useText();
  const may = useMay();
  const navigate = useNavigate();
  const mayBook = may('appointment:create') && !isArchived;
  const key = (keys: string, label: string, to: string): Shortcut => ({
    keys,
    label,
    isInBar: true,
    run: () => void navigate(to),
  });
  useShortcuts([
    ...(mayBook ? [key('b', t('visits.act.book'), paths.calendar.day({ patient: id }))] : []),
    ...(may('patient:update') ? [key('e', t('patients.edit'), paths.patients.edit(id))] : []),
  ]);
  return { mayBook };
};

/** What is true of a file that is put away, and why it could not be put there or brought back. */
const PutAwayNotes = ({ patient, putAway }: { patient: Patient; putAway: PutAway }): JSX.Element => {
  const t = useText();
  const mayRestore = useMay()('patient:archive');
  const busyLabel = putAway.isBusy ? t('patients.putAway.restore') : undefined;
  const restore = mayRestore && (
    <Button size="small" isActOnce busyLabel={busyLabel} onClick={() => putAway.put(false)}>
      {t('patients.putAway.restore')}
    </Button>
  );
  const formats = useFormats();
  const now = useNow();
  const next = patient.nextAppointmentAt;
  const booked =
    next && t('patients.putAway.booked', { day: formats.shortDay(next, now), time: formats.time(next) });
  return (
    <>
      {putAway.problem && (
        <Note tone="missed" mark="refused" role="alert">
          {t(`patients.putAway.refused.${putAway.problem}`)}
        </Note>
      )}
      {patient.isArchived && (
        <Note tone="plain" mark="gone" actions={restore}>
          {t('patients.putAway.why')} {booked}
        </Note>
      )}
    </>
  );
};

/** One person: who they are, what must not be forgotten, and when they come and came. */
const File = ({ file }: { file: PatientFile }): JSX.Element => {
  const t = useText();
  const { patient, visits, reference } = file;
  const putAway = usePutAway(file);
  const { mayBook } = useFileKeys(patient);
  return (
    <>
      <PatientBanner file={file} putAway={putAway} />
      <PutAwayNotes patient={patient} putAway={putAway} />
      <div className="pgrid">
        <VisitsPanel patientId={patient.id} visits={visits} reference={reference} mayBook={mayBook} />
        <aside className="sidecol" aria-label={t('patients.about', { name: plainName(patient) })}>
          <ContactPanel patient={patient} home={reference.settings.country} />
        </aside>
      </div>
    </>
  );
};

/** The page of one person. */
export const PatientPage = (): JSX.Element => {
  const t = useText();
  const file = useLoaderData<PatientFile>();
  const { clinic } = useSession();
  return (
    <>
      {/* The window's title ends up in the browser's history on disk: it names the clinic, not the person. */}
      <title>{t('shell.title', { page: t('patients.file'), clinic: clinic.name })}</title>
      <File key={file.patient.id} file={file} />
    </>
  );
};
