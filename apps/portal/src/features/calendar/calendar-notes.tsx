import { Button, ErrorState, Icon, Note, OfflineNote, PatientName } from '@clinic/ui';
import { Move, UserRoundCheck } from 'lucide-react';
import type { JSX } from 'react';
import { Link, useRevalidator } from 'react-router';
import { Text, useText } from '#texts';
import { useFormats } from '#time';
import type { CalendarData } from './calendar.data.ts';
import { viewPath } from './calendar.view.ts';
import type { CarryActs } from './use-carry.ts';
import type { CalendarModel } from './use-model.ts';

const TryAgain = (): JSX.Element => {
  const t = useText();
  const { revalidate, state } = useRevalidator();
  return (
    <Button
      size="small"
      busyLabel={state === 'loading' ? t('shell.error.trying') : undefined}
      onClick={() => void revalidate()}
    >
      {t('shell.error.again')}
    </Button>
  );
};

/** What is shown is not the newest: since when, and why. */
export const StaleNote = ({ data }: { data: CalendarData }): JSX.Element | null => {
  const t = useText();
  const formats = useFormats();
  if (data.problem === undefined || data.loadedAt === undefined) return null;
  const time = formats.time(data.loadedAt);
  if (data.problem === 'offline') return <OfflineNote>{t('calendar.offline', { time })}</OfflineNote>;
  return (
    <Note tone="missed" mark="refused" role="alert" actions={<TryAgain />}>
      {t('calendar.stale', { time })}
    </Note>
  );
};

/** Nothing is known of this time. */
export const NeverLoaded = ({ problem }: { problem: 'offline' | 'failed' }): JSX.Element => {
  const t = useText();
  return (
    <section className="panel face">
      <ErrorState title={t('calendar.missing')} actions={<TryAgain />}>
        {problem === 'offline' ? t('calendar.missing.offline') : t('calendar.missing.failed')}
      </ErrorState>
    </section>
  );
};

/** Who is being booked, until a time is pressed. */
export const BookingFor = ({ data }: { data: CalendarData }): JSX.Element | null => {
  const t = useText();
  const { patient, view } = data;
  if (!patient) return null;
  return (
    <Note
      tone="plain"
      icon={UserRoundCheck}
      role="status"
      actions={
        <Link className="link" to={viewPath({ ...view, patientId: null })} preventScrollReset>
          {t('calendar.for.stop')}
        </Link>
      }
    >
      <Text of="calendar.for" values={{ name: <PatientName name={patient} /> }} />
    </Note>
  );
};

/** What is in hand, until it is put down. */
export const CarryNote = ({ carrying }: { carrying: CarryActs }): JSX.Element | null => {
  const t = useText();
  const { carry, stop } = carrying;
  if (carry?.carried.by !== 'keys') return null;
  const { name } = carry.carried.visit.appointment.patient;
  return (
    <div className="carry-note" role="status">
      <Icon icon={Move} isSmall />
      <p>
        <Text of="calendar.carry.note" values={{ name: <PatientName name={name} /> }} />
      </p>
      <Button size="small" onClick={stop}>
        {t('calendar.carry.back')}
      </Button>
    </div>
  );
};

/** A day on which nobody is booked says so, and whether anybody works. */
export const EmptyNote = ({
  model,
  mode,
}: {
  model: CalendarModel;
  mode: 'day' | 'week';
}): JSX.Element | null => {
  const t = useText();
  if (model.columns.some((column) => column.visits.length > 0)) return null;
  const isOpen = model.columns.some((column) => column.open.length > 0);
  const text = isOpen ? t(`calendar.empty.${mode}`) : t(`calendar.empty.${mode}.closed`);
  return (
    <Note tone="plain" mark="done" role="status">
      {text}
    </Note>
  );
};
