import type { PatientSummary } from '@clinic/contracts';
import { PatientName, Table } from '@clinic/ui';
import type { JSX } from 'react';
import { Link } from 'react-router';
import { Flags, markTerms, nameTerms, termsFor, useAgeAndSex, useReasons, yearTerms } from '#people';
import { paths } from '#paths';
import { useText } from '#texts';
import { useFormats, useNow } from '#time';

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

type PeopleTableProps = { caption: string; people: readonly PatientSummary[] };

/** People, one a row; a row is the way to the file. */
export const PeopleTable = ({ caption, people }: PeopleTableProps): JSX.Element => {
  const t = useText();
  return (
    <Table
      caption={caption}
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
      {people.map((hit) => (
        <Row key={hit.id} hit={hit} />
      ))}
    </Table>
  );
};
