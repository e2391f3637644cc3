import { Eye, EyeOff } from 'lucide-react';
import { useId, useState, type ComponentPropsWithRef, type JSX, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';
import { Mark } from './mark.tsx';

export type FieldFrame = {
  label: ReactNode;
  /** Below the field; the error takes its place. */
  hint?: ReactNode | undefined;
  error?: ReactNode | undefined;
  /** Columns of six in a `FieldGrid`: `c2`, `c4`, `c6`; three unless said. `half` stays half on the phone. */
  width?: 'c2' | 'half' | 'c4' | 'c6' | undefined;
};

const Message = ({
  id,
  hint,
  error,
}: {
  id: string;
  hint: ReactNode;
  error: ReactNode;
}): JSX.Element | null => {
  if (error) {
    return (
      <span className="error" id={id}>
        <Mark kind="refused" />
        <span>{error}</span>
      </span>
    );
  }
  return hint ? (
    <span className="hint" id={id}>
      {hint}
    </span>
  ) : null;
};

type FieldProps = FieldFrame & {
  /** Draws the control with what ties it to its label and message. */
  children: (control: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
  }) => ReactNode;
};

/** Label above, control, then hint or error: the frame of every field. */
export const Field = ({ label, hint, error, width, children }: FieldProps): JSX.Element => {
  const id = useId();
  const messageId = `${id}-message`;
  return (
    <div className={classNames('field', width, Boolean(error) && 'is-error')}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': error || hint ? messageId : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      <Message id={messageId} hint={hint} error={error} />
    </div>
  );
};

/** One line of text. Uncontrolled unless given a value: the form reads it by `name`. */
export const TextField = ({
  label,
  hint,
  error,
  width,
  ...rest
}: FieldFrame & Omit<ComponentPropsWithRef<'input'>, 'width'>): JSX.Element => (
  <Field label={label} hint={hint} error={error} width={width}>
    {(control) => <input className="input" autoComplete="off" {...rest} {...control} />}
  </Field>
);

/** Several lines of text. */
export const TextArea = ({
  label,
  hint,
  error,
  width,
  ...rest
}: FieldFrame & ComponentPropsWithRef<'textarea'>): JSX.Element => (
  <Field label={label} hint={hint} error={error} width={width}>
    {(control) => <textarea className="input" rows={3} {...rest} {...control} />}
  </Field>
);

type PasswordFieldProps = FieldFrame &
  Omit<ComponentPropsWithRef<'input'>, 'type' | 'width'> & { showLabel: string; hideLabel: string };

/** A password that its writer may look at. */
export const PasswordField = ({
  label,
  hint,
  error,
  width,
  showLabel,
  hideLabel,
  ...rest
}: PasswordFieldProps): JSX.Element => {
  const [isShown, setIsShown] = useState(false);
  const name = isShown ? hideLabel : showLabel;
  return (
    <Field label={label} hint={hint} error={error} width={width}>
      {(control) => (
        <span className="input">
          <input {...rest} {...control} type={isShown ? 'text' : 'password'} />
          <button
            type="button"
            className="in-field"
            aria-label={name}
            title={name}
            onClick={() => setIsShown(!isShown)}
          >
            <Icon icon={isShown ? EyeOff : Eye} />
          </button>
        </span>
      )}
    </Field>
  );
};

/** Fields on a grid of six columns under a heading. */
export const FieldGrid = ({
  heading,
  children,
}: {
  heading?: ReactNode;
  children: ReactNode;
}): JSX.Element => (
  <div className="fs">
    {heading && <h2>{heading}</h2>}
    {children}
  </div>
);
