import {
  Button,
  buttonClass,
  ForbiddenState,
  Note,
  OfflineNote,
  Panel,
  PatientName,
  useShortcuts,
  type PersonName,
} from '@clinic/ui';
import { useRef, useState, type JSX } from 'react';
import { Form, Link, useActionData, useLoaderData, useNavigation, useSubmit } from 'react-router';
import { UnsavedGuard, useIsDirty, useWishes } from '#acts';
import { paths } from '#paths';
import { useMay, useSession } from '#session';
import { Text, useText } from '#texts';
import { ConflictPanel } from './conflict-panel.tsx';
import { conflictsOf, draftOf, mergedOf, type PatientDraft } from './patient-draft.ts';
import type { EditConflict, EditOutcome, PatientEdit } from './patient-edit.data.ts';
import { PatientFields } from './patient-fields.tsx';
import './patients.css';
import { fieldOf } from './registration.mapper.ts';
import { useFieldErrors, useFocusOnProblem } from './use-field-errors.ts';

const Failure = ({ failure }: { failure: EditOutcome['failure'] }): JSX.Element | null => {
  const t = useText();
  if (failure === undefined) return null;
  if ('name' in failure && failure.name === 'offline') {
    return <OfflineNote>{t('patients.edit.offline')}</OfflineNote>;
  }
  const sentences = {
    failed: t('patients.edit.failed'),
    nothingToKnowBy: t('patients.edit.needs'),
    forgotten: t('patients.edit.forgotten'),
    offline: '',
  };
  return (
    <Note tone="missed" mark="refused" role="alert">
      {'name' in failure ? sentences[failure.name] : failure.sentence}
    </Note>
  );
};

type EditFormProps = {
  version: number;
  values: PatientDraft;
  locale: string;
  outcome: EditOutcome | undefined;
  isBusy: boolean;
  /** What was merged is not saved either, even before anything else is typed. */
  isMerged: boolean;
  cancelPath: string;
  onSubmit: (form: HTMLFormElement) => void;
};

const EditForm = (props: EditFormProps): JSX.Element => {
  const { version, values, locale, outcome, isBusy, isMerged, cancelPath, onSubmit } = props;
  const t = useText();
  const form = useRef<HTMLFormElement>(null);
  const errors = useFieldErrors(outcome, locale);
  const isTyped = useIsDirty(form);
  const send = (): void => {
    if (form.current) onSubmit(form.current);
  };
  useFocusOnProblem(form, outcome);
  useShortcuts([{ keys: 'Ctrl+Enter', label: t('patients.edit.save'), isInBar: true, run: send }]);
  return (
    <Form
      ref={form}
      method="post"
      noValidate
      autoComplete="off"
      className="edit"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <input type="hidden" name="version" value={version} />
      <PatientFields values={values} errors={errors} locale={locale} isWhole />
      <Failure failure={outcome?.failure} />
      <div className="savebar">
        <Button
          type="submit"
          kind="primary"
          keys="Ctrl+Enter"
          busyLabel={isBusy ? t('patients.edit.working') : undefined}
        >
          {t('patients.edit.save')}
        </Button>
        <Link className={buttonClass({ kind: 'quiet' })} to={cancelPath}>
          {t('patients.edit.cancel')}
        </Link>
        <span className="muted t13">{t('patients.edit.note')}</span>
      </div>
      <UnsavedGuard isDirty={() => isMerged || isTyped()} />
    </Form>
  );
};

const nameIn = (form: HTMLFormElement): PersonName => {
  const data = new FormData(form);
  return { familyName: fieldOf(data, 'familyName'), givenName: fieldOf(data, 'givenName') || null };
};

/** Sends the form, and says that the file is saved when it is. */
const useSave = ({ patient, answers }: PatientEdit): ((form: HTMLFormElement) => void) => {
  const submit = useSubmit();
  const ask = useWishes(answers);
  return (form) =>
    ask({
      key: patient.id,
      send: () => submit(form, { method: 'post' }),
      done: {
        text: <Text of="patients.edit.saved" values={{ name: <PatientName name={nameIn(form)} /> }} />,
      },
    });
};

/** Where the form begins: at the file as it was loaded, or at both versions put together. */
const useStart = ({ patient }: PatientEdit) => {
  const [resumed, setResumed] = useState<EditConflict>();
  if (!resumed) return { version: patient.version, values: draftOf(patient), resumed, setResumed };
  const theirs = draftOf(resumed.theirs);
  const values = mergedOf(theirs, conflictsOf(draftOf(resumed.base), resumed.mine, theirs));
  return { version: resumed.theirs.version, values, resumed, setResumed };
};

const always = (): boolean => true;

const Edit = ({ data }: { data: PatientEdit }): JSX.Element => {
  const t = useText();
  const outcome = useActionData<EditOutcome>();
  const { patient, locale } = data;
  const isBusy = useNavigation().state === 'submitting';
  const save = useSave(data);
  const { version, values, resumed, setResumed } = useStart(data);
  const conflict = outcome?.conflict;
  const isOpen = conflict !== undefined && conflict !== resumed;
  return (
    <>
      <div className="headline">
        <h1 className="title">
          <Text of="patients.edit.title" values={{ name: <PatientName name={patient} /> }} />
        </h1>
        <span className="muted t13 num">{t('people.file', { number: patient.fileNumber })}</span>
      </div>
      {isOpen ? (
        <>
          <ConflictPanel
            key={conflict.theirs.version}
            conflict={conflict}
            isBusy={isBusy}
            onSubmit={save}
            onBack={() => setResumed(conflict)}
          />
          <UnsavedGuard isDirty={always} />
        </>
      ) : (
        <EditForm
          key={version}
          version={version}
          values={values}
          locale={locale}
          outcome={conflict ? undefined : outcome}
          isBusy={isBusy}
          isMerged={resumed !== undefined}
          cancelPath={paths.patients.page(patient.id)}
          onSubmit={save}
        />
      )}
    </>
  );
};

/** Changes what is known of a person. */
export const PatientEditPage = (): JSX.Element => {
  const t = useText();
  const data = useLoaderData<PatientEdit>();
  const { clinic } = useSession();
  const mayEdit = useMay()('patient:update');
  return (
    <>
      <title>{t('shell.title', { page: t('patients.edit.page'), clinic: clinic.name })}</title>
      {mayEdit ? (
        <Edit key={data.patient.id} data={data} />
      ) : (
        <Panel className="face">
          <ForbiddenState isPage title={t('shell.error.forbidden')}>
            {t('shell.error.forbidden.why')}
          </ForbiddenState>
        </Panel>
      )}
    </>
  );
};
