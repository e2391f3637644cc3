import type { Patient } from '@clinic/contracts';
import { Panel, plainName, useShortcuts } from '@clinic/ui';
import type { JSX, ReactNode } from 'react';
import { useLoaderData, useNavigate } from 'react-router';
import { useForeignLanguage } from '#people';
import { paths } from '#paths';
import { useMay, useSession } from '#session';
import { useText } from '#texts';
import { PatientBanner } from './patient-banner.tsx';
import type { PatientFile } from './patient.data.ts';
import './patients.css';
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
    <Panel title={t('patients.contact')}>
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

/** One person: who they are, what must not be forgotten, and when they come and came. */
export const PatientPage = (): JSX.Element => {
  const t = useText();
  const file = useLoaderData<PatientFile>();
  const { patient, visits, reference } = file;
  const { clinic } = useSession();
  const navigate = useNavigate();
  const mayBook = useMay()('appointment:create');
  useShortcuts(
    mayBook
      ? [
          {
            keys: 'b',
            label: t('visits.act.book'),
            isInBar: true,
            run: () => void navigate(paths.calendar.day({ patient: patient.id })),
          },
        ]
      : [],
  );
  return (
    <>
      {/* The window's title ends up in the browser's history on disk: it names the clinic, not the person. */}
      <title>{t('shell.title', { page: t('patients.file'), clinic: clinic.name })}</title>
      <PatientBanner key={patient.id} file={file} />
      <div className="pgrid">
        <VisitsPanel
          key={patient.id}
          patientId={patient.id}
          visits={visits}
          reference={reference}
          hasBookKey={mayBook}
        />
        <aside className="sidecol" aria-label={t('patients.about', { name: plainName(patient) })}>
          <ContactPanel patient={patient} home={reference.settings.country} />
        </aside>
      </div>
    </>
  );
};
