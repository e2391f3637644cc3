import { ChevronDown } from 'lucide-react';
import type { ComponentPropsWithRef, JSX } from 'react';
import { Field, type FieldFrame } from './field.tsx';
import { Icon } from './icon.tsx';

export type Option = { value: string; label: string };

type SelectProps = FieldFrame &
  ComponentPropsWithRef<'select'> & { options: readonly Option[]; emptyLabel?: string | undefined };

/** A choice from a short list: the platform's own control, which phones and screen readers know best. */
export const Select = ({
  label,
  hint,
  error,
  width,
  options,
  emptyLabel,
  ...rest
}: SelectProps): JSX.Element => (
  <Field label={label} hint={hint} error={error} width={width}>
    {(control) => (
      <span className="select">
        <select className="input" {...rest} {...control}>
          {emptyLabel !== undefined && <option value="">{emptyLabel}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon icon={ChevronDown} />
      </span>
    )}
  </Field>
);

type SegmentedProps = {
  legend: string;
  name: string;
  options: readonly (Option & { title?: string })[];
  defaultValue?: string | undefined;
  value?: string | undefined;
  onChange?: ((value: string) => void) | undefined;
  width?: FieldFrame['width'];
  isLegendHidden?: boolean;
};

/** A choice of two to five, all in sight: radio buttons drawn as one bar. */
export const Segmented = ({
  legend,
  name,
  options,
  defaultValue,
  value,
  onChange,
  width,
  isLegendHidden,
}: SegmentedProps): JSX.Element => (
  <fieldset className={width ? `field ${width}` : 'field'}>
    <legend className={isLegendHidden ? 'vh' : undefined}>{legend}</legend>
    <span className="seg">
      {options.map((option) => (
        <label key={option.value} title={option.title}>
          <input
            type="radio"
            name={name}
            value={option.value}
            aria-label={option.title}
            {...(value === undefined
              ? { defaultChecked: option.value === defaultValue }
              : { checked: option.value === value })}
            onChange={() => onChange?.(option.value)}
          />
          <span aria-hidden={option.title ? true : undefined}>{option.label}</span>
        </label>
      ))}
    </span>
  </fieldset>
);
