import { statusSteps, type Appointment, type AppointmentStatus } from '@clinic/contracts';
import { AlertChip, AllergyChip, Button, buttonClass, Chip, PatientName } from '@clinic/ui';
import { Layers2, Move, ShieldAlert } from 'lucide-react';
import { useEffect, type JSX } from 'react';
import { Link, useFetcher } from 'react-router';
import { useAgeAndSex } from '#people';
import { paths } from '#paths';
import { nameOf, type ReferenceData } from '#reference';
import { useMay } from '#session';
import { useText, type TextKey } from '#texts';
import { useFormats } from '#time';
import { StatusPill, wordOfStatus } from '#visits';
import type { VisitAnswer } from './calendar-asides.data.ts';
import { movable } from './movable.ts';

type DetailsProps = {
  appointment: Appointment;
  reference: ReferenceData;
  onStatus: (to: AppointmentStatus) => void;
  onMove: () => void;
};

const stepText: Partial<Record<AppointmentStatus, TextKey & `visits.act.${string}`>> = {
  arrived: 'visits.act.arrive',
  'checked-in': 'visits.act.callIn',
  fulfilled: 'visits.act.finish',
};

/** Reads the visit anew: what stands here is as it is now, and that somebody looked is on record. */
const useRecorded = (appointment: Appointment): Appointment => {
  const { load, data } = useFetcher<VisitAnswer>();
  const { id } = appointment;
  useEffect(() => void load(paths.calendar.visit(id)), [load, id]);
  const read = data?.outcome === 'read' ? data.appointment : undefined;
  return read && read.id === id && read.version > appointment.version ? read : appointment;
};

const Alerts = ({ appointment }: { appointment: Appointment }): JSX.Element | null => {
  const { alerts } = appointment.patient;
  if (alerts.length === 0) return null;
  return (
    <p className="flexw">
      {alerts.map((alert) =>
        alert.kind === 'allergy' ? (
          <AllergyChip key={alert.label}>{alert.label}</AllergyChip>
        ) : (
          <AlertChip key={alert.label} icon={ShieldAlert}>
            {alert.label}
          </AlertChip>
        ),
      )}
    </p>
  );
};

const Facts = ({ appointment, reference }: Pick<DetailsProps, 'appointment' | 'reference'>): JSX.Element => {
  const t = useText();
  const room = nameOf(reference.rooms, appointment.roomId);
  const rows = [
    [t('calendar.visit.type'), nameOf(reference.types, appointment.typeId)],
    [t('calendar.visit.with'), nameOf(reference.practitioners, appointment.practitionerId)],
    [t('calendar.visit.room'), room],
    [t('calendar.visit.reason'), appointment.reason],
    [t('calendar.visit.overbookReason'), appointment.overbookReason],
    [t('calendar.visit.phone'), appointment.patient.phone],
  ];
  return (
    <dl className="facts">
      {rows.map(
        ([label, value]) =>
          value && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ),
      )}
    </dl>
  );
};

const Steps = ({ appointment, onStatus, onMove }: Omit<DetailsProps, 'reference'>): JSX.Element | null => {
  const t = useText();
  if (!useMay()('appointment:update')) return null;
  const { status, previousStatus } = appointment;
  const steps = statusSteps[status];
  const next = steps.find((step) => stepText[step] !== undefined);
  const nextText = next && stepText[next];
  return (
    <div className="flexw steps">
      {next && nextText && (
        <Button kind="primary" onClick={() => onStatus(next)}>
          {t(nextText)}
        </Button>
      )}
      {movable(appointment) && (
        <Button icon={Move} onClick={onMove}>
          {t('calendar.visit.move')}
        </Button>
      )}
      {steps.includes('noshow') && (
        <Button kind="quiet" onClick={() => onStatus('noshow')}>
          {t('visits.act.noshow')}
        </Button>
      )}
      {steps.includes('cancelled') && (
        <Button kind="quiet" onClick={() => onStatus('cancelled')}>
          {t('visits.act.cancel')}
        </Button>
      )}
      {previousStatus !== null && (
        <Button kind="quiet" onClick={() => onStatus(previousStatus)}>
          {t('visits.back', { status: t(wordOfStatus[previousStatus]) })}
        </Button>
      )}
    </div>
  );
};

/** One visit: who, what, where, and what can be done with it. */
export const VisitDetails = (props: DetailsProps): JSX.Element => {
  const { reference, onStatus, onMove } = props;
  const t = useText();
  const formats = useFormats();
  const appointment = useRecorded(props.appointment);
  const { patient } = appointment;
  const ageAndSex = useAgeAndSex()(patient);
  const [from, to] = [formats.time(appointment.startsAt), formats.time(appointment.endsAt)];
  return (
    <div className="visit">
      <header>
        <h2>
          <PatientName name={patient.name} />
        </h2>
        <span className="soft t13 num">
          {[ageAndSex, t('people.file', { number: patient.fileNumber })].filter(Boolean).join(', ')}
        </span>
      </header>
      <Alerts appointment={appointment} />
      <p className="flexw">
        <b className="num">{t('calendar.visit.span', { from, to })}</b>
        <StatusPill status={appointment.status} />
        {appointment.overbooked && <Chip icon={Layers2}>{t('calendar.visit.overbooked')}</Chip>}
      </p>
      <Facts appointment={appointment} reference={reference} />
      <Steps appointment={appointment} onStatus={onStatus} onMove={onMove} />
      <Link className={buttonClass({ size: 'small' })} to={paths.patients.page(patient.id)}>
        {t('calendar.visit.open')}
      </Link>
    </div>
  );
};
