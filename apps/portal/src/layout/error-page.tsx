import { AppError } from '@clinic/core';
import { Button, buttonClass, EmptyState, ErrorState, ForbiddenState, OfflineNote, Panel } from '@clinic/ui';
import { RefreshCw } from 'lucide-react';
import type { JSX } from 'react';
import { isRouteErrorResponse, Link, useRevalidator, useRouteError } from 'react-router';
import { isCodeMissing } from '#code';
import { paths } from '#paths';
import { useText } from '#texts';

const codeOf = (error: unknown): string | undefined => {
  const requestId = error instanceof AppError ? error.extra?.['requestId'] : undefined;
  // The first and last letters are enough to find the line in the logs and short enough to say on the phone.
  return typeof requestId === 'string'
    ? `${requestId.slice(0, 4)}-${requestId.slice(-4)}`.toUpperCase()
    : undefined;
};

const isMissing = (error: unknown): boolean =>
  (isRouteErrorResponse(error) && error.status === 404) ||
  (error instanceof AppError && error.code === 'not_found');

const TryAgain = ({ error }: { error: unknown }): JSX.Element => {
  const t = useText();
  const { revalidate, state } = useRevalidator();
  // There is no page yet that could lose anything.
  const again = isCodeMissing(error) ? () => window.location.reload() : () => void revalidate();
  return (
    <Button
      icon={RefreshCw}
      busyLabel={state === 'loading' ? t('shell.error.trying') : undefined}
      onClick={again}
    >
      {t('shell.error.again')}
    </Button>
  );
};

const ToToday = (): JSX.Element => {
  const t = useText();
  return (
    <Link className={buttonClass({})} to={paths.today()}>
      {t('shell.error.toToday')}
    </Link>
  );
};

/** The face of an error in words: not there, not allowed, no line, or broken. */
export const ErrorFace = ({ error }: { error: unknown }): JSX.Element => {
  const t = useText();
  if (isMissing(error)) {
    return (
      <EmptyState isPage mark="gone" title={t('shell.error.missing')} actions={<ToToday />}>
        {t('shell.error.missing.why')}
      </EmptyState>
    );
  }
  const code = error instanceof AppError ? error.code : 'internal';
  if (code === 'not_allowed') {
    return (
      <ForbiddenState isPage title={t('shell.error.forbidden')} actions={<ToToday />}>
        {t('shell.error.forbidden.why')}
      </ForbiddenState>
    );
  }
  if (code === 'unavailable') {
    return (
      <>
        <h1 className="vh">{t('shell.error.title')}</h1>
        <OfflineNote>{t('shell.error.offline')}</OfflineNote>
        <div className="flexw">
          <TryAgain error={error} />
        </div>
      </>
    );
  }
  const number = codeOf(error);
  return (
    <ErrorState
      isPage
      title={t('shell.error.broken')}
      actions={<TryAgain error={error} />}
      code={number && t('shell.error.code', { code: number })}
    >
      {t('shell.error.broken.why')}
    </ErrorState>
  );
};

/** What stands in place of a page that could not be shown. */
export const ErrorPage = (): JSX.Element => {
  const error = useRouteError();
  return (
    <Panel className="face">
      <ErrorFace error={error} />
    </Panel>
  );
};

/** The same outside the frame, when not even the session could be read. */
export const DoorErrorPage = (): JSX.Element => (
  <main id="main" className="alone">
    <ErrorPage />
  </main>
);

/** An address that leads nowhere. */
export const NotFoundPage = (): JSX.Element => (
  <Panel className="face">
    <ErrorFace error={new AppError('not_found', 'No such page')} />
  </Panel>
);
