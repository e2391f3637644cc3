import type { LookAlike } from '@clinic/contracts';
import { buttonClass, Chip, Icon, KeyCap, Mark, PatientName, type MarkKind } from '@clinic/ui';
import { UsersRound } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import { Link } from 'react-router';
import { useAgeAndSex } from '#people';
import { paths } from '#paths';
import { useText, type TextKey } from '#texts';
import { useFormats, useNow } from '#time';

type ReasonKey = TextKey & `patients.likeness.${string}`;

const reasonTexts: Readonly<Record<string, { mark: MarkKind; text: ReasonKey }>> = {
  same_name: { mark: 'done', text: 'patients.likeness.same_name' },
  swapped_names: { mark: 'done', text: 'patients.likeness.swapped_names' },
  name_typo: { mark: 'due', text: 'patients.likeness.name_typo' },
  name_in_part: { mark: 'due', text: 'patients.likeness.name_in_part' },
  same_given_name: { mark: 'due', text: 'patients.likeness.same_given_name' },
  same_birth_date: { mark: 'done', text: 'patients.likeness.same_birth_date' },
  near_birth_date: { mark: 'due', text: 'patients.likeness.near_birth_date' },
  same_phone: { mark: 'done', text: 'patients.likeness.same_phone' },
  same_email: { mark: 'done', text: 'patients.likeness.same_email' },
  same_address: { mark: 'done', text: 'patients.likeness.same_address' },
  same_identifier: { mark: 'done', text: 'patients.likeness.same_identifier' },
};

const Facts = ({ person }: { person: LookAlike }): JSX.Element | null => {
  const t = useText();
  const formats = useFormats();
  const now = useNow();
  const facts = [
    person.birthDate && t('people.born', { date: formats.shortBirthDate(person.birthDate) }),
    person.phone,
    person.lastVisitAt && t('patients.alike.lastVisit', { date: formats.shortDay(person.lastVisitAt, now) }),
  ].filter(Boolean);
  return facts.length === 0 ? null : <p className="t13 soft num">{facts.join(', ')}</p>;
};

type ItemProps = { person: LookAlike; keys: string | undefined };

const Item = ({ person, keys }: ItemProps): JSX.Element => {
  const t = useText();
  const ageAndSex = useAgeAndSex()(person);
  const reasons = person.likeness.reasons.flatMap((reason) => reasonTexts[reason] ?? []);
  return (
    <li>
      <div className="name-line">
        <PatientName name={person} />
        <span className="muted t13 num">
          {[ageAndSex, t('people.file', { number: person.fileNumber })].filter(Boolean).join(', ')}
        </span>
        {person.isArchived && <Chip>{t('patients.archived')}</Chip>}
      </div>
      <div className="sim">
        {reasons.map(({ mark, text }) => (
          <span key={text}>
            <Mark kind={mark} />
            {t(text)}
          </span>
        ))}
      </div>
      <Facts person={person} />
      <div>
        <Link
          className={buttonClass({ size: 'small' })}
          to={paths.patients.page(person.id)}
          aria-keyshortcuts={keys}
        >
          {t('patients.alike.open')} {keys && <KeyCap keys={keys} />}
        </Link>
      </div>
    </li>
  );
};

type ListProps = { people: readonly LookAlike[]; hasKeys?: boolean; children?: ReactNode };

/** Who may already be the person at hand, what speaks for it, and the way to their file. */
export const LookAlikeList = ({ people, hasKeys = false, children }: ListProps): JSX.Element => (
  <ul>
    {people.map((person, index) => (
      <Item key={person.id} person={person} keys={hasKeys && index < 9 ? `Alt+${index + 1}` : undefined} />
    ))}
    {children && <li>{children}</li>}
  </ul>
);

/** The heading of the list: "2 people look like this. Is it one of them?" */
export const LookAlikeHeading = ({ count }: { count: number }): JSX.Element => {
  const t = useText();
  return (
    <header>
      <Icon icon={UsersRound} />
      <span>{t('patients.alike.question', { count })}</span>
    </header>
  );
};
