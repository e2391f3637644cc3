import { statusSteps, type Appointment, type AppointmentStatus } from '@clinic/contracts';
import {
  Button,
  buttonClass,
  Chip,
  classNames,
  Icon,
  initialsOf,
  Mark,
  Menu,
  Note,
  PatientName,
  WaitRuler,
  type MenuItem,
} from '@clinic/ui';
import { Ellipsis, Layers2 } from 'lucide-react';
import type { JSX } from 'react';
import { Link } from 'react-router';
import { Flags, shortName, useAgeAndSex } from '#people';
import { paths } from '#paths';
import { nameOf, type ReferenceData } from '#reference';
import { useText } from '#texts';
import { useFormats } from '#time';
import { markOfStatus, wordOfStatus } from '#visits';
import { nextStep, type BoardRow } from './today.board.ts';
import type { Refusal } from './today.data.ts';
import { stepWords } from './use-board-keys.ts';

export type RowActs = {
  change: (appointment: Appointment, to: AppointmentStatus) => void;
  dismiss: (id: string) => void;
  putCursor: (id: string) => void;
};

type RowProps = {
  row: BoardRow;
  reference: ReferenceData;
  refusal: Refusal | undefined;
  /** Why the last key did nothing here. */
  hint: string | undefined;
  isCursor: boolean;
  isPrivate: boolean;
  mayChange: boolean;
  acts: RowActs;
};

const MoreMenu = ({ appointment, acts }: { appointment: Appointment; acts: RowActs }): JSX.Element | null => {
  const t = useText();
  const items: MenuItem[] = [];
  const add = (to: AppointmentStatus, text: string): void => {
    items.push({ id: to, label: text, text, onAction: () => acts.change(appointment, to) });
  };
  const steps = statusSteps[appointment.status];
  if (steps.includes('noshow')) add('noshow', t('visits.act.noshow'));
  if (steps.includes('cancelled')) add('cancelled', t('visits.act.cancel'));
  const back = appointment.previousStatus;
  if (back !== null) add(back, t('visits.back', { status: t(wordOfStatus[back]) }));
  if (items.length === 0) return null;
  return (
    <Menu
      label={t('today.more')}
      groups={[{ id: 'more', items }]}
      trigger={
        <button
          type="button"
          className={classNames(buttonClass({ kind: 'quiet', size: 'small', isIconOnly: true }), 'more')}
          aria-label={t('today.more')}
          title={t('today.more')}
        >
          <Icon icon={Ellipsis} isSmall />
        </button>
      }
    />
  );
};

const Wait = ({ row }: { row: BoardRow }): JSX.Element => {
  const t = useText();
  if (row.minutes !== undefined) {
    return <WaitRuler minutes={row.minutes} limits={row.limits} unit={t('visits.minutes')} />;
  }
  return (
    <span className="wx">
      {row.lateMinutes > 0 && <span className="late">{t('today.late', { count: row.lateMinutes })}</span>}
    </span>
  );
};

const useRefusalText = (): ((refusal: Refusal) => string) => {
  const t = useText();
  return ({ code, to, message }) => {
    const wish = t(wordOfStatus[to]);
    if (code === 'stale_version') return t('today.refused.stale', { wish });
    if (code === 'invalid_transition') return t('today.refused.transition', { wish });
    if (code === 'unavailable') return t('today.refused.offline', { wish });
    return code === 'slot_taken' ? t('today.refused.taken') : message;
  };
};

const RefusalNote = ({
  row,
  refusal,
  acts,
}: {
  row: BoardRow;
  refusal: Refusal;
  acts: RowActs;
}): JSX.Element => {
  const t = useText();
  const sentence = useRefusalText()(refusal);
  const { appointment } = row;
  return (
    <Note
      tone="missed"
      mark="refused"
      role="alert"
      actions={
        <>
          {refusal.code === 'unavailable' && (
            <Button size="small" onClick={() => acts.change(appointment, refusal.to)}>
              {t('shell.error.again')}
            </Button>
          )}
          <Button size="small" kind="quiet" onClick={() => acts.dismiss(appointment.id)}>
            {t('today.dismiss')}
          </Button>
        </>
      }
    >
      {sentence}
    </Note>
  );
};

type WhoProps = { appointment: Appointment; ageAndSex: string; isPrivate: boolean; tabIndex: number };

const Who = ({ appointment, ageAndSex, isPrivate, tabIndex }: WhoProps): JSX.Element => {
  const t = useText();
  const { patient } = appointment;
  return (
    <span className="who">
      <Link className="whole" to={paths.patients.page(patient.id)} tabIndex={tabIndex}>
        {isPrivate ? (
          <bdi className="nm">{initialsOf(patient.name)}</bdi>
        ) : (
          <PatientName name={patient.name} />
        )}
      </Link>
      <span className="age">{ageAndSex}</span>
      <Flags alerts={patient.alerts} language={patient.name.language}>
        {appointment.overbooked && <Chip icon={Layers2}>{t('today.overbooked')}</Chip>}
      </Flags>
    </span>
  );
};

type ActProps = { appointment: Appointment; isCursor: boolean; acts: RowActs };

const RowButtons = ({ appointment, isCursor, acts }: ActProps): JSX.Element => {
  const t = useText();
  const step = nextStep[appointment.status];
  const words = step && stepWords[step];
  return (
    <>
      {words && step && (
        <Button
          size="small"
          kind={isCursor ? 'primary' : 'secondary'}
          keys={isCursor ? words.keys : undefined}
          tabIndex={isCursor ? 0 : -1}
          isActOnce
          onClick={() => acts.change(appointment, step)}
        >
          {t(words.label)}
        </Button>
      )}
      <MoreMenu appointment={appointment} acts={acts} />
    </>
  );
};

/** One visit: time, state, name, reason, who, how long, what to do. The row is the link, the button is the exception. */
export const BoardRowView = ({
  row,
  reference,
  refusal,
  hint,
  isCursor,
  isPrivate,
  mayChange,
  acts,
}: RowProps): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const { appointment, isPending } = row;
  const ageAndSex = useAgeAndSex()(appointment.patient);
  const practitioner = nameOf(reference.practitioners, appointment.practitionerId) ?? '';
  const room = appointment.status === 'checked-in' ? nameOf(reference.rooms, appointment.roomId) : undefined;
  const reason = appointment.reason ?? nameOf(reference.types, appointment.typeId) ?? '';
  return (
    <li
      className={classNames('row', isCursor && 'is-cursor', isPending && 'is-pending')}
      data-id={appointment.id}
      aria-current={isCursor ? true : undefined}
      onFocus={() => acts.putCursor(appointment.id)}
    >
      <span className="tm">{formats.time(appointment.startsAt)}</span>
      <Mark kind={markOfStatus[appointment.status]} label={t(wordOfStatus[appointment.status])} />
      <Who
        appointment={appointment}
        ageAndSex={ageAndSex}
        isPrivate={isPrivate}
        tabIndex={isCursor ? 0 : -1}
      />
      <span className="why" title={reason}>
        {ageAndSex && <span className="ph num">{ageAndSex}, </span>}
        {reason}
        <span className="ph">
          {', '}
          {room ?? shortName(practitioner)}
        </span>
      </span>
      <span className="with" title={practitioner}>
        {shortName(practitioner)}
      </span>
      <span className="rm">{room}</span>
      <Wait row={row} />
      <span className="act">
        {mayChange && <RowButtons appointment={appointment} isCursor={isCursor} acts={acts} />}
      </span>
      {refusal && <RefusalNote row={row} refusal={refusal} acts={acts} />}
      {hint !== undefined && <Note tone="plain">{hint}</Note>}
    </li>
  );
};
