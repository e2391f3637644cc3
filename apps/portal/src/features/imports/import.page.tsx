import type { ImportBatch } from '@clinic/contracts';
import { Panel, Pill } from '@clinic/ui';
import type { ComponentType, JSX } from 'react';
import { Link, useLoaderData } from 'react-router';
import { paths } from '#paths';
import { useMay, useSession } from '#session';
import { useText } from '#texts';
import { useFormats } from '#time';
import { BatchNotes, CountsTable, LeftOut } from './batch-parts.tsx';
import type { ImportsData } from './imports.data.ts';
import { RowsPanel } from './rows-panel.tsx';
import { UndoImport } from './undo-import.tsx';
import { useImportBatch } from './use-import-batch.ts';
import { stateOf } from './use-import-words.ts';
import './imports.css';

const ROWS = 50;

const useTitle = ({ isDryRun, startedAt }: ImportBatch): string => {
  const t = useText();
  const formats = useFormats();
  const when = { day: formats.day(startedAt), time: formats.time(startedAt) };
  return isDryRun ? t('imports.report.preview', when) : t('imports.report.title', when);
};

const Result = ({ batch, isLost }: { batch: ImportBatch; isLost: boolean }): JSX.Element => {
  const t = useText();
  const isRunning = batch.status === 'running';
  return (
    <Panel title={t('imports.report.result')}>
      <BatchNotes batch={batch} isLost={isLost} />
      <p className="panel-text soft">
        <span role="status">
          {isRunning ? t('imports.report.running') : t('imports.report.done', { count: batch.recordsRead })}{' '}
          {!isRunning && batch.isDryRun && t('imports.report.dry')}
        </span>{' '}
        {/* Outside of what is read aloud: it changes every second. */}
        {isRunning && <b className="num">{t('imports.progress', { count: batch.recordsRead })}</b>}
      </p>
      <CountsTable batch={batch} />
      <LeftOut batch={batch} />
    </Panel>
  );
};

const Report = ({ data, first }: { data: ImportsData; first: ImportBatch }): JSX.Element => {
  const t = useText();
  const mayUndo = useMay()('import:create') && !first.isDryRun;
  const { batch, isLost, put } = useImportBatch(data, first);
  const state = stateOf(batch);
  const hasEnded = batch.status !== 'running';
  return (
    <>
      <div className="headline">
        <h1 className="title">{useTitle(batch)}</h1>
        <Pill kind={state.mark}>{t(state.text)}</Pill>
        <span className="end">
          <Link to={paths.imports.list}>{t('imports.report.back')}</Link>
        </span>
      </div>
      <Result batch={batch} isLost={isLost} />
      {hasEnded && mayUndo && <UndoImport data={data} batch={batch} onUndone={put} />}
      {hasEnded && batch.recordsRead > 0 && (
        <RowsPanel data={data} batch={batch} title={t('imports.rows')} limit={ROWS} />
      )}
    </>
  );
};

/** Makes the page of one import: how it is getting on, what became of each record, and the way back. */
export const createImportPage = (data: ImportsData): ComponentType => {
  const ImportPage = (): JSX.Element => {
    const t = useText();
    const { clinic } = useSession();
    const first = useLoaderData<ImportBatch>();
    return (
      <div className="imports">
        <title>{t('shell.title', { page: t('imports.title'), clinic: clinic.name })}</title>
        <Report key={first.id} data={data} first={first} />
      </div>
    );
  };
  return ImportPage;
};
