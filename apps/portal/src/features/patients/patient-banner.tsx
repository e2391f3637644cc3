import { statusSteps, type Appointment, type AppointmentStatus, type Patient } from '@clinic/contracts';
import {
  AlertChip,
  AllergyChip,
  Button,
  buttonClass,
  Chip,
  Icon,
  Menu,
  type MenuGroup,
  Note,
  PatientName,
  type ToastMessage,
} from '@clinic/ui';
import { Ellipsis, MessageSquareWarning, ShieldAlert } from 'lucide-react';
import type { JSX } from 'react';
import { Link, useFetcher } from 'react-router';
import { useWishes } from '#acts';
import { useAgeAndSex, useForeignLanguage } from '#people';
import { paths } from '#paths';
import { nameOf, type ReferenceData } from '#reference';
import { useMay } from '#session';
import { Text, useText, type TextKey } from '#texts';
import { minutesBetween, useFormats, useNow } from '#time';
import { markOfStatus, StatusPill, wordOfStatus } from '#visits';
import { keyOf, type PatientFile, type StepOutcome } from './patient.data.ts';
import type { PutAway } from './use-put-away.tsx';

/** The visit of today that matters now: the one in a room, else the one waiting, else the next due. */
export const visitOfToday = (
  appointments: readonly Appointment[],
  isToday: (instant: string) => boolean,
): Appointment | undefined => {
  const today = appointments.filter((appointment) => isToday(appointment.startsAt));
  const order: readonly AppointmentStatus[] = ['checked-in', 'arrived', 'booked', 'fulfilled'];
  return order.map((status) => today.find((appointment) => appointment.status === status)).find(Boolean);
};

const Allergies = ({ patient }: { patient: Patient }): JSX.Element => {
  const t = useText();
  const allergies = patient.alerts.filter((alert) => alert.kind === 'allergy');
  if (allergies.length > 0) {
    return (
      <span className="grp">
        {allergies.map((alert) => (
          <AllergyChip key={alert.label}>{alert.label}</AllergyChip>
        ))}
      </span>
    );
  }
  return patient.areAllergiesKnown ? (
    <Chip>{t('patients.allergies.none')}</Chip>
  ) : (
    <span className="alertchip">{t('patients.allergies.notAsked')}</span>
  );
};

type SafetyProps = { patient: Patient; reference: ReferenceData; next: Appointment | undefined };

const Safety = ({ patient, reference, next }: SafetyProps): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const language = useForeignLanguage()(patient.language);
  const warnings = patient.alerts.filter((alert) => alert.kind !== 'allergy');
  const nextAt = patient.nextAppointmentAt;
  const isNext = next !== undefined && next.startsAt === nextAt;
  return (
    <div className="safety">
      <Allergies patient={patient} />
      {warnings.map((alert) => (
        <AlertChip key={alert.label} icon={alert.kind === 'guardian' ? ShieldAlert : MessageSquareWarning}>
          {alert.label}
        </AlertChip>
      ))}
      {language && <Chip>{language}</Chip>}
      {patient.isArchived && <Chip>{t('patients.archived')}</Chip>}
      {nextAt && (
        <span className="grp">
          <span className="lab">{t('patients.nextVisit')}</span>
          <b className="num">
            {formats.day(nextAt)}, {formats.time(nextAt)}
          </b>
          {isNext && nameOf(reference.practitioners, next.practitionerId)}
        </span>
      )}
    </div>
  );
};

const stepText: Partial<Record<AppointmentStatus, TextKey & `visits.act.${string}`>> = {
  arrived: 'visits.act.arrive',
  'checked-in': 'visits.act.callIn',
  fulfilled: 'visits.act.finish',
};

const didText: Record<AppointmentStatus, TextKey & `today.did.${string}`> = {
  booked: 'today.did.booked',
  arrived: 'today.did.arrived',
  'checked-in': 'today.did.checkedIn',
  fulfilled: 'today.did.fulfilled',
  noshow: 'today.did.noshow',
  cancelled: 'today.did.cancelled',
};

const useStep = ({ patient, answers }: PatientFile) => {
  const t = useText();
  const fetcher = useFetcher<StepOutcome>();
  const ask = useWishes(answers);
  const step = (visit: Appointment, to: AppointmentStatus, undo?: ToastMessage['undo']): void =>
    ask({
      key: keyOf({ id: visit.id, to }),
      send: () => fetcher.submit({ id: visit.id, to }, { method: 'post', encType: 'application/json' }),
      done: {
        text: <Text of={didText[to]} values={{ name: <PatientName name={patient} /> }} />,
        mark: markOfStatus[to],
        undo,
      },
    });
  const take = (visit: Appointment, to: AppointmentStatus): void =>
    step(visit, to, { label: t('today.undo'), keys: 'u', run: () => step(visit, visit.status) });
  const refused = fetcher.state === 'idle' && fetcher.data?.refused !== undefined ? fetcher.data : undefined;
  return { take, refused, isBusy: fetcher.state !== 'idle' };
};

const useVisitItems = (
  visit: Appointment,
  next: AppointmentStatus | undefined,
): { to: AppointmentStatus; text: string }[] => {
  const t = useText();
  const others = statusSteps[visit.status].filter((status) => status !== next);
  const back = visit.previousStatus;
  return [
    ...others.map((to) => ({ to, text: t(to === 'noshow' ? 'visits.act.noshow' : 'visits.act.cancel') })),
    ...(back === null ? [] : [{ to: back, text: t('visits.back', { status: t(wordOfStatus[back]) }) }]),
  ];
};

const minutesOf = (visit: Appointment, now: Date): number | undefined => {
  if (visit.status === 'arrived') return minutesBetween(visit.arrivedAt ?? visit.statusSince, now);
  return visit.status === 'checked-in'
    ? minutesBetween(visit.checkedInAt ?? visit.statusSince, now)
    : undefined;
};

type Step = ReturnType<typeof useStep>;
type VisitActProps = { visit: Appointment; next: AppointmentStatus; step: Step };

const NextStep = ({ visit, next, step }: VisitActProps): JSX.Element | null => {
  const t = useText();
  const text = stepText[next];
  if (!text) return null;
  return (
    <Button
      kind="primary"
      busyLabel={step.isBusy ? t(text) : undefined}
      onClick={() => step.take(visit, next)}
    >
      {t(text)}
    </Button>
  );
};

const More = ({ groups }: { groups: readonly MenuGroup[] }): JSX.Element | null => {
  const t = useText();
  const filled = groups.filter(({ items }) => items.length > 0);
  if (filled.length === 0) return null;
  return (
    <Menu
      label={t('patients.more')}
      groups={filled}
      trigger={
        <button
          type="button"
          className={buttonClass({ isIconOnly: true })}
          aria-label={t('patients.more')}
          title={t('patients.more')}
        >
          <Icon icon={Ellipsis} />
        </button>
      }
    />
  );
};

const useVisitGroup = (visit: Appointment, next: AppointmentStatus | undefined, step: Step): MenuGroup => ({
  id: 'visit',
  items: useVisitItems(visit, next).map(({ to, text }) => ({
    id: to,
    label: text,
    text,
    onAction: () => step.take(visit, to),
  })),
});

const useFileGroup = ({ patient }: PatientFile, putAway: PutAway): MenuGroup => {
  const t = useText();
  const mayPutAway = useMay()('patient:archive');
  const text = t(patient.isArchived ? 'patients.putAway.restore' : 'patients.putAway');
  const item = { id: 'away', label: text, text, onAction: () => putAway.put(!patient.isArchived) };
  return { id: 'file', items: mayPutAway ? [item] : [] };
};

type VisitActsProps = { file: PatientFile; visit: Appointment; putAway: PutAway };

/** What can be done with the visit of today, and what was refused of it. */
const VisitActs = ({ file, visit, putAway }: VisitActsProps): JSX.Element => {
  const t = useText();
  const now = useNow();
  const step = useStep(file);
  const mayStep = useMay()('appointment:update');
  const next = statusSteps[visit.status].find((status) => stepText[status] !== undefined);
  const minutes = minutesOf(visit, now);
  const visitGroup = useVisitGroup(visit, next, step);
  const groups = [...(mayStep ? [visitGroup] : []), useFileGroup(file, putAway)];
  return (
    <>
      <StatusPill
        status={visit.status}
        detail={minutes === undefined ? undefined : `${minutes} ${t('visits.minutes')}`}
      />
      {next && mayStep ? <NextStep visit={visit} next={next} step={step} /> : <BookLink file={file} />}
      <More groups={groups} />
      {step.refused && (
        <Note tone="missed" mark="refused" role="alert">
          {t('patients.stepRefused', { wish: t(wordOfStatus[step.refused.to]) })}
        </Note>
      )}
    </>
  );
};

const BookLink = ({ file: { patient } }: { file: PatientFile }): JSX.Element | null => {
  const t = useText();
  const mayBook = useMay()('appointment:create');
  if (!mayBook || patient.isArchived) return null;
  return (
    <Link className={buttonClass({ kind: 'primary' })} to={paths.calendar.day({ patient: patient.id })}>
      {t('visits.act.book')}
    </Link>
  );
};

const FileActs = ({ file, putAway }: { file: PatientFile; putAway: PutAway }): JSX.Element => (
  <>
    <BookLink file={file} />
    <More groups={[useFileGroup(file, putAway)]} />
  </>
);

type BannerProps = { file: PatientFile; putAway: PutAway };

/** Who this is, what must not be forgotten, where they are now, the one thing to do. It stays in sight. */
export const PatientBanner = ({ file, putAway }: BannerProps): JSX.Element => {
  const { patient, appointments, reference } = file;
  const t = useText();
  const formats = useFormats();
  const today = formats.dateOf(useNow());
  const ageAndSex = useAgeAndSex('long')(patient);
  const visit = visitOfToday(appointments, (instant) => formats.dateOf(instant) === today);
  const meta = [
    ageAndSex,
    patient.birthDate && t('people.born', { date: formats.birthDate(patient.birthDate) }),
    t('people.file', { number: patient.fileNumber }),
  ].filter(Boolean);
  return (
    <section className="pbanner" aria-label={t('patients.banner')}>
      <h1>
        <PatientName name={patient} />
        <span className="meta">{meta.join(', ')}</span>
      </h1>
      <div className="acts">
        {visit ? (
          <VisitActs file={file} visit={visit} putAway={putAway} />
        ) : (
          <FileActs file={file} putAway={putAway} />
        )}
      </div>
      <Safety
        patient={patient}
        reference={reference}
        next={appointments.find((appointment) => appointment.status === 'booked')}
      />
    </section>
  );
};
