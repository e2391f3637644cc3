import type { PatientSummary } from '@clinic/contracts';
import { AllergyChip, buttonClass, Icon, KeyCap, PatientName, Pill, plainName } from '@clinic/ui';
import { Copy, UserPlus } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import { markTerms, nameTerms, termsFor, useAgeAndSex, useReasons, yearTerms } from '#people';
import { useText } from '#texts';
import { useFormats, useNow } from '#time';
import type { PaletteEntry } from './palette-entries.ts';

type OptionProps = {
  id: string;
  isCursor: boolean;
  className: string;
  onPress: () => void;
  children: ReactNode;
};

const Option = ({ id, isCursor, className, onPress, children }: OptionProps): JSX.Element => (
  // The keys are on the field, where the focus stays: the option is pointed at, never focused.
  // eslint-disable-next-line jsx-a11y/click-events-have-key-events
  <li
    id={id}
    role="option"
    aria-selected={isCursor}
    className={isCursor ? `${className} is-cursor` : className}
    onClick={onPress}
  >
    {children}
  </li>
);

const HitMeta = ({ hit }: { hit: PatientSummary }): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const ageAndSex = useAgeAndSex()(hit);
  const birthDate = hit.birthDate && formats.shortBirthDate(hit.birthDate);
  const phoneTerms = termsFor(hit, ['phone']);
  return (
    <span className="meta">
      {birthDate && <>{markTerms(birthDate, yearTerms(hit))}, </>}
      {ageAndSex && `${ageAndSex}, `}
      {markTerms(t('people.file', { number: hit.fileNumber }), termsFor(hit, ['fileNumber']), 'number')}
      {phoneTerms.length > 0 && hit.phone && (
        <>, {markTerms(t('find.phone', { phone: hit.phone }), phoneTerms, 'number')}</>
      )}
    </span>
  );
};

const Hit = ({ hit }: { hit: PatientSummary }): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const now = useNow();
  const reasons = useReasons()(hit);
  const isDueToday =
    hit.nextAppointmentAt !== null && formats.dateOf(hit.nextAppointmentAt) === formats.dateOf(now);
  const terms = nameTerms(hit);
  return (
    <>
      <PatientName name={hit} highlight={(text) => markTerms(text, terms)} />
      <span className="st">
        {isDueToday && hit.nextAppointmentAt && (
          <Pill kind="due">{t('find.due', { time: formats.time(hit.nextAppointmentAt) })}</Pill>
        )}
      </span>
      <HitMeta hit={hit} />
      <span className="why">{reasons}</span>
    </>
  );
};

type EntryProps = { entry: PaletteEntry; id: string; isCursor: boolean; onPress: () => void };

/** One line of the palette. */
export const PaletteLine = ({ entry, id, isCursor, onPress }: EntryProps): JSX.Element => {
  const t = useText();
  if (entry.kind === 'hit') {
    return (
      <Option id={id} isCursor={isCursor} className="hit" onPress={onPress}>
        <Hit hit={entry.hit} />
      </Option>
    );
  }
  if (entry.kind === 'fold') {
    return (
      <Option id={id} isCursor={isCursor} className="hit fold" onPress={onPress}>
        <Icon icon={Copy} isSmall />
        <span className="t13">
          {t('find.lookAlike', { count: entry.count })}: {t('find.lookAlike.why')}
        </span>
        <span className="link t13">{t('find.review')}</span>
      </Option>
    );
  }
  return (
    <Option id={id} isCursor={isCursor} className="choice" onPress={onPress}>
      <Icon icon={UserPlus} />
      <div>
        <b>{entry.name === '' ? t('find.register.new') : t('find.register', { name: entry.name })}</b>
        <span className="t13">{t('find.register.why')}</span>
      </div>
      <span>
        <KeyCap keys="Alt+r" />
      </span>
    </Option>
  );
};

type PeekProps = { hit: PatientSummary; onOpen: () => void; onBook: (() => void) | undefined };

/** Enough of a person to be sure who it is, allergies first, and what can be done from here. */
export const PalettePeek = ({ hit, onOpen, onBook }: PeekProps): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const now = useNow();
  const ageAndSex = useAgeAndSex('long')(hit);
  const born = hit.birthDate && t('people.born', { date: formats.birthDate(hit.birthDate) });
  const allergies = hit.alerts.filter((alert) => alert.kind === 'allergy');
  const facts: readonly (readonly [string, string | null])[] = [
    [t('find.peek.phone'), hit.phone],
    [t('find.peek.email'), hit.email],
    [t('find.peek.lastVisit'), hit.lastVisitAt && formats.shortDay(hit.lastVisitAt, now)],
    [
      t('find.peek.nextVisit'),
      hit.nextAppointmentAt &&
        `${formats.shortDay(hit.nextAppointmentAt, now)}, ${formats.time(hit.nextAppointmentAt)}`,
    ],
  ];
  return (
    <aside className="peek" aria-label={plainName(hit)}>
      <div>
        <h3>
          <bdi>{plainName(hit)}</bdi>
        </h3>
        <p className="t13 soft num">{[ageAndSex, born].filter(Boolean).join(', ')}</p>
      </div>
      {allergies.length > 0 && (
        <div className="flexw">
          {allergies.map((alert) => (
            <AllergyChip key={alert.label}>{alert.label}</AllergyChip>
          ))}
        </div>
      )}
      <dl>
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <ul className="acts">
        <li>
          <button type="button" className={buttonClass({ kind: 'quiet' })} onClick={onOpen}>
            {t('find.peek.open')}
          </button>
          <span>
            <KeyCap keys="Enter" />
          </span>
        </li>
        {onBook && (
          <li>
            <button type="button" className={buttonClass({ kind: 'quiet' })} onClick={onBook}>
              {t('find.peek.book')}
            </button>
            <span>
              <KeyCap keys="Alt+b" />
            </span>
          </li>
        )}
      </ul>
    </aside>
  );
};
