import type { LookAlike } from '@clinic/contracts';
import { Button, Dialog, Icon, Note, OfflineNote, useShortcuts } from '@clinic/ui';
import { UsersRound } from 'lucide-react';
import { useEffect, useRef, useState, type JSX, type RefObject } from 'react';
import { Form, useActionData, useFetcher, useLoaderData, useNavigate, useNavigation } from 'react-router';
import { UnsavedGuard, useIsDirty, useOneSubmit } from '#acts';
import { paths } from '#paths';
import { useSession } from '#session';
import { useText } from '#texts';
import { LookAlikeHeading, LookAlikeList } from './look-alike-list.tsx';
import { PatientFields } from './patient-fields.tsx';
import './patients.css';
import type { LookAlikesOutcome, RegistrationData, RegistrationOutcome } from './registration.data.ts';
import { useFieldErrors, useFocusOnProblem } from './use-field-errors.ts';

const PAUSE_MS = 400;

/** Asks for look-alikes a moment after the last key, of the whole form as it stands. */
const useLookAlikes = (
  form: RefObject<HTMLFormElement | null>,
): { items: readonly LookAlike[]; ask: () => void } => {
  const { submit, data } = useFetcher<LookAlikesOutcome>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const ask = (): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      if (!form.current) return;
      void submit(new FormData(form.current), {
        method: 'post',
        action: paths.patients.lookAlikes,
        defaultShouldRevalidate: false,
      });
    }, PAUSE_MS);
  };
  useEffect(() => {
    // A form that was handed over is already worth the question.
    if (form.current?.elements.namedItem('familyName') instanceof HTMLInputElement) ask();
    return () => clearTimeout(timer.current);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, on arrival
  }, []);
  return { items: data?.items ?? [], ask };
};

type ConfirmProps = {
  candidates: readonly LookAlike[];
  isOpen: boolean;
  onClose: () => void;
  onConfirm: () => void;
};

/** Asked once more before a second file is made for what may be one person. */
const ConfirmDialog = ({ candidates, isOpen, onClose, onConfirm }: ConfirmProps): JSX.Element => {
  const t = useText();
  return (
    <Dialog
      title={t('patients.alike.question', { count: candidates.length })}
      isOpen={isOpen}
      onClose={onClose}
      width="wide"
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            {t('patients.register.back')}
          </Button>
          <Button kind="primary" onClick={onConfirm}>
            {t('patients.register.anyway', { count: candidates.length })}
          </Button>
        </>
      }
    >
      <p className="soft">{t('patients.alike.confirm')}</p>
      <div className="dup plain">
        <LookAlikeList people={candidates} />
      </div>
    </Dialog>
  );
};

const Failure = ({ failure }: { failure: RegistrationOutcome['failure'] }): JSX.Element | null => {
  const t = useText();
  if (failure === undefined) return null;
  if (failure === 'offline') return <OfflineNote>{t('patients.register.offline')}</OfflineNote>;
  return (
    <Note tone="missed" mark="refused" role="alert">
      {failure === 'nothingToKnowBy' ? t('patients.register.needs') : t('patients.register.failed')}
    </Note>
  );
};

const useRegistrationKeys = (people: readonly LookAlike[], submit: () => void): void => {
  const t = useText();
  const navigate = useNavigate();
  useShortcuts([
    { keys: 'Ctrl+Enter', label: t('patients.register.book'), run: submit },
    ...people.slice(0, 9).map((person, index) => ({
      keys: `Alt+${index + 1}`,
      label: t('patients.alike.openNumber', { number: index + 1 }),
      run: () => void navigate(paths.patients.page(person.id)),
    })),
  ]);
};

/** Registers someone, and shows who they may already be before they are registered twice. */
export const RegistrationPage = (): JSX.Element => {
  const t = useText();
  const data = useLoaderData<RegistrationData>();
  const outcome = useActionData<RegistrationOutcome>();
  const { clinic } = useSession();
  const { state, formData } = useNavigation();
  const form = useRef<HTMLFormElement>(null);
  const book = useRef<HTMLButtonElement>(null);
  const { send, onSubmit } = useOneSubmit();
  const isDirty = useIsDirty(form);
  const alike = useLookAlikes(form);
  const [answered, setAnswered] = useState<RegistrationOutcome>();
  const candidates = outcome?.candidates ?? [];
  // They are the same person: their file is what was looked for.
  const isKnown = (path: string): boolean =>
    [...alike.items, ...candidates].some(({ id }) => paths.patients.page(id) === path);
  const isAsking = candidates.length > 0 && answered !== outcome && state === 'idle';
  const errors = useFieldErrors(outcome, data.locale);
  useFocusOnProblem(form, outcome);

  const registerAnyway = (): void => {
    if (!form.current || !outcome) return;
    const answers = new FormData(form.current);
    answers.set('then', outcome.then);
    answers.set('confirmNotDuplicate', 'yes');
    send(answers);
  };
  useRegistrationKeys(alike.items, () => book.current?.click());
  const isSending = state === 'submitting';
  const busyLabel = (then: string): string | undefined =>
    isSending && formData?.get('then') === then ? t('patients.register.working') : undefined;

  return (
    <>
      <title>{t('shell.title', { page: t('patients.register.title'), clinic: clinic.name })}</title>
      <div className="headline">
        <h1 className="title">{t('patients.register.title')}</h1>
      </div>
      <div className="reg">
        <Form method="post" ref={form} noValidate autoComplete="off" onChange={alike.ask} onSubmit={onSubmit}>
          <input type="hidden" name="id" value={data.id} />
          <PatientFields values={data.draft} errors={errors} locale={data.locale} />
          <Failure failure={outcome?.failure} />
          <UnsavedGuard isDirty={isDirty} isAnswer={isKnown} />
          <div className="savebar">
            {alike.items.length > 0 && (
              <a className="note st-waiting dupnote" href="#look-alikes">
                <Icon icon={UsersRound} isSmall />
                <b>{t('patients.alike.short', { count: alike.items.length })}</b>
                <span className="link">{t('patients.alike.look')}</span>
              </a>
            )}
            <Button
              ref={book}
              type="submit"
              name="then"
              value="book"
              kind="primary"
              keys="Ctrl+Enter"
              busyLabel={busyLabel('book')}
            >
              {t('patients.register.book')}
            </Button>
            <Button type="submit" name="then" value="open" busyLabel={busyLabel('open')}>
              {t('patients.register.act')}
            </Button>
            <span className="muted t13">{t('patients.register.needs')}</span>
          </div>
        </Form>
        <div id="look-alikes" aria-live="polite">
          {alike.items.length > 0 && (
            <aside className="dup" aria-label={t('patients.alike.title')}>
              <LookAlikeHeading count={alike.items.length} />
              <LookAlikeList people={alike.items} hasKeys>
                <p className="t13 soft">{t('patients.alike.carryOn')}</p>
              </LookAlikeList>
            </aside>
          )}
        </div>
      </div>
      <ConfirmDialog
        candidates={candidates}
        isOpen={isAsking}
        onClose={() => setAnswered(outcome)}
        onConfirm={() => {
          setAnswered(outcome);
          registerAnyway();
        }}
      />
    </>
  );
};
