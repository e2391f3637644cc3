import { FieldGrid, Segmented, TextArea, TextField } from '@clinic/ui';
import { useState, type JSX } from 'react';
import { useText } from '#texts';
import { useFormats, useNow } from '#time';
import { dateOrderOf, readBirthDate, writeBirthDate, type BirthDateReading } from './birth-date.ts';
import { LanguageField } from './language-field.tsx';
import type { PatientDraft } from './patient-draft.ts';
import { useBirthDateError } from './use-field-errors.ts';

type FieldsProps = {
  /** What the fields begin with; a birth date as `2004-02-19`. */
  values: Partial<PatientDraft>;
  errors: (path: string) => string | undefined;
  locale: string;
  /** All that is kept of a person, and not only what a registration asks. */
  isWhole?: boolean;
};

const BirthDateField = ({ values, errors, locale }: FieldsProps): JSX.Element => {
  const t = useText();
  const order = dateOrderOf(locale);
  const errorOf = useBirthDateError(locale);
  const today = useFormats().dateOf(useNow());
  // Told when the field is left; what the form was answered stands until something else is typed.
  const [left, setLeft] = useState<BirthDateReading>();
  return (
    <TextField
      label={t('patients.field.birthDate')}
      name="birthDate"
      width="c2"
      defaultValue={values.birthDate && writeBirthDate(values.birthDate, order)}
      hint={order.map((part) => t(`patients.date.${part}`)).join(' / ')}
      error={left ? errorOf(left) : errors('birthDate')}
      inputMode="numeric"
      onBlur={(event) => setLeft(readBirthDate(event.target.value, order, today))}
    />
  );
};

const Who = (props: FieldsProps): JSX.Element => {
  const { values, errors, isWhole = false } = props;
  const t = useText();
  return (
    <FieldGrid heading={t('patients.register.who')}>
      <TextField
        label={t('patients.field.familyName')}
        name="familyName"
        width="half"
        defaultValue={values.familyName}
        hint={t('patients.field.familyName.hint')}
        error={errors('familyName')}
        maxLength={200}
      />
      <TextField
        label={t('patients.field.givenName')}
        name="givenName"
        width="half"
        defaultValue={values.givenName}
        error={errors('givenName')}
        maxLength={200}
      />
      <BirthDateField {...props} />
      <Segmented
        legend={t('patients.field.sex')}
        name="sex"
        width="c2"
        defaultValue={values.sex}
        options={[
          { value: 'female', label: t('people.sex.female.short'), title: t('people.sex.female') },
          { value: 'male', label: t('people.sex.male.short'), title: t('people.sex.male') },
          { value: 'other', label: t('people.sex.other') },
          { value: 'unknown', label: t('people.sex.unknown.short'), title: t('people.sex.unknown') },
        ]}
      />
      <LanguageField error={errors('language')} defaultValue={values.language} />
      {isWhole && (
        <TextField
          label={t('patients.preferredName')}
          name="preferredName"
          defaultValue={values.preferredName}
          hint={t('patients.field.preferredName.hint')}
          error={errors('preferredName')}
          maxLength={200}
        />
      )}
    </FieldGrid>
  );
};

/** A street has one line, unless what came from elsewhere has more: one line would join them. */
const StreetField = ({ values, errors }: FieldsProps): JSX.Element => {
  const t = useText();
  const field = {
    label: t('patients.field.street'),
    name: 'line',
    width: 'c4' as const,
    defaultValue: values.line,
    error: errors('address.line'),
  };
  return values.line?.includes('\n') ? <TextArea {...field} rows={2} /> : <TextField {...field} />;
};

const Contact = (props: FieldsProps): JSX.Element => {
  const { values, errors, isWhole = false } = props;
  const t = useText();
  return (
    <FieldGrid heading={t('patients.register.contact')}>
      <TextField
        label={t('patients.field.phone')}
        name="phone"
        type="tel"
        width="half"
        defaultValue={values.phone}
        error={errors('phone')}
      />
      <TextField
        label={t('patients.field.email')}
        name="email"
        type="email"
        width="half"
        defaultValue={values.email}
        hint={t('patients.field.email.hint')}
        error={errors('email')}
      />
      {isWhole && (
        <TextField
          label={t('patients.field.otherPhones')}
          name="otherPhones"
          width="c6"
          defaultValue={values.otherPhones}
          hint={t('patients.field.otherPhones.hint')}
          error={errors('otherPhones')}
        />
      )}
      <StreetField {...props} />
      <TextField
        label={t('patients.field.postalCode')}
        name="postalCode"
        width="c2"
        defaultValue={values.postalCode}
        error={errors('address.postalCode')}
      />
      <TextField
        label={t('patients.field.city')}
        name="city"
        width="c4"
        defaultValue={values.city}
        error={errors('address.city')}
      />
      {isWhole && (
        <TextField
          label={t('patients.field.state')}
          name="state"
          width="c2"
          defaultValue={values.state}
          error={errors('address.state')}
        />
      )}
    </FieldGrid>
  );
};

/** What a form asks of a person. */
export const PatientFields = (props: FieldsProps): JSX.Element => {
  const t = useText();
  const { values, errors, isWhole = false } = props;
  return (
    <>
      <Who {...props} />
      <Contact {...props} />
      {isWhole && (
        <FieldGrid heading={t('patients.field.notes')}>
          <TextArea
            label={t('patients.field.notes.label')}
            name="notes"
            width="c6"
            rows={4}
            defaultValue={values.notes}
            error={errors('notes')}
          />
        </FieldGrid>
      )}
    </>
  );
};
