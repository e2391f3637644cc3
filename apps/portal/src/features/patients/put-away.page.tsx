import { Button, EmptyState, Panel } from '@clinic/ui';
import type { JSX } from 'react';
import { Link, useLoaderData } from 'react-router';
import { paths } from '#paths';
import { useSession } from '#session';
import { useText } from '#texts';
import './patients.css';
import { PeopleTable } from './people-table.tsx';
import type { PutAwayPage as PageOfFiles } from './put-away.data.ts';
import { usePages } from './use-pages.ts';

/** The files that are put away: the one place where they are found again. */
export const PutAwayPage = (): JSX.Element => {
  const t = useText();
  const { clinic } = useSession();
  const { items, more, isBusy } = usePages(useLoaderData<PageOfFiles>(), paths.patients.morePutAway);
  const title = t('patients.putAway.title');
  return (
    <>
      <title>{t('shell.title', { page: title, clinic: clinic.name })}</title>
      <div className="headline">
        <h1 className="title">{title}</h1>
        <span className="end">
          <Link className="link" to={paths.patients.list}>
            {t('patients.putAway.back')}
          </Link>
        </span>
      </div>
      <Panel label={title} className="list people">
        {items.length === 0 ? (
          <EmptyState isSection mark="gone" title={t('patients.putAway.none')}>
            {t('patients.putAway.none.why')}
          </EmptyState>
        ) : (
          <PeopleTable caption={title} people={items} />
        )}
        {more && (
          <div className="more-row">
            <Button
              kind="quiet"
              size="small"
              busyLabel={isBusy ? t('patients.loadingMore') : undefined}
              onClick={more}
            >
              {t('patients.list.more')}
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
};
