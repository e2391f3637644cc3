import { appointmentStatuses, type AppointmentStatus, type Visit } from '@clinic/contracts';
import { Button, buttonClass, EmptyState, KeyCap, Panel, Pill, Table } from '@clinic/ui';
import type { JSX } from 'react';
import { Link } from 'react-router';
import { paths } from '#paths';
import { nameOf, type ReferenceData } from '#reference';
import { useText } from '#texts';
import { useFormats } from '#time';
import { StatusPill } from '#visits';
import type { VisitPage } from './patient.data.ts';
import { usePages } from './use-pages.ts';

const isAppointmentStatus = (status: string): status is AppointmentStatus =>
  appointmentStatuses.some((known) => known === status);

const isOver = (status: string): boolean => ['finished', 'completed', 'discharged'].includes(status);

const VisitState = ({ status }: { status: string }): JSX.Element => {
  const t = useText();
  if (isAppointmentStatus(status)) return <StatusPill status={status} />;
  // An encounter that came with an import has its own words; either it is over or it was called off.
  return isOver(status) ? (
    <Pill kind="done">{t('visits.status.fulfilled')}</Pill>
  ) : (
    <Pill kind="gone">{status}</Pill>
  );
};

const VisitRow = ({ visit, reference }: { visit: Visit; reference: ReferenceData }): JSX.Element => {
  const formats = useFormats();
  return (
    <tr>
      <td className="num">
        <time dateTime={visit.startsAt}>{formats.day(visit.startsAt)}</time>
      </td>
      <td className="num">
        <b>{formats.time(visit.startsAt)}</b>
      </td>
      <td>
        <VisitState status={visit.status} />
      </td>
      <td>{visit.reason ?? nameOf(reference.types, visit.typeId)}</td>
      <td className="soft">{nameOf(reference.practitioners, visit.practitionerId)}</td>
    </tr>
  );
};

type VisitsPanelProps = {
  patientId: string;
  visits: VisitPage;
  reference: ReferenceData;
  mayBook: boolean;
};

/** Every visit, newest first. */
export const VisitsPanel = ({ patientId, visits, reference, mayBook }: VisitsPanelProps): JSX.Element => {
  const t = useText();
  const { items, more, isBusy } = usePages(visits, (cursor) => paths.patients.visits(patientId, cursor));
  const now = items.filter((visit) => visit.status === 'booked').length;
  const book = mayBook && (
    <Link className={buttonClass({ size: 'small' })} to={paths.calendar.day({ patient: patientId })}>
      {t('visits.act.book')} <KeyCap keys="b" />
    </Link>
  );
  const detail =
    more || items.length === 0
      ? undefined
      : t('patients.visits.count', { past: items.length - now, booked: now });
  return (
    <Panel title={t('patients.visits')} detail={detail} end={book} className="vis">
      {items.length === 0 ? (
        <EmptyState mark="due" title={t('patients.visits.none')}>
          {t('patients.visits.none.next')}
        </EmptyState>
      ) : (
        <Table
          caption={t('patients.visits')}
          heads={[
            t('patients.visits.day'),
            t('patients.visits.time'),
            t('patients.visits.state'),
            t('patients.visits.reason'),
            t('patients.visits.with'),
          ]}
          areHeadsHidden
          isStacked
        >
          {items.map((visit) => (
            <VisitRow key={`${visit.kind}-${visit.id}`} visit={visit} reference={reference} />
          ))}
        </Table>
      )}
      {more && (
        <div className="more-row">
          <Button
            kind="quiet"
            size="small"
            busyLabel={isBusy ? t('patients.loadingMore') : undefined}
            onClick={more}
          >
            {t('patients.visits.more')}
          </Button>
        </div>
      )}
    </Panel>
  );
};
