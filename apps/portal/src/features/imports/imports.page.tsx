import type { ImportBatch } from '@clinic/contracts';
import { Button, Note, Panel } from '@clinic/ui';
import type { ComponentType, JSX } from 'react';
import { useLoaderData, useNavigate } from 'react-router';
import { paths } from '#paths';
import { useMay, useSession } from '#session';
import { useText } from '#texts';
import { BatchNotes, CountsTable, LeftOut } from './batch-parts.tsx';
import { FileChoice } from './file-choice.tsx';
import type { ImportPage, ImportsData } from './imports.data.ts';
import { ImportsList } from './imports-list.tsx';
import { mayTryAgain, refusalText } from './refusal.ts';
import { RowsPanel } from './rows-panel.tsx';
import { useImportBatch } from './use-import-batch.ts';
import { useUpload, type Upload } from './use-upload.ts';
import './imports.css';

const FIRST_ROWS = 10;

type PreviewProps = { data: ImportsData; first: ImportBatch; upload: Upload };

const StartBar = ({ batch, upload }: { batch: ImportBatch; upload: Upload }): JSX.Element => {
  const t = useText();
  const brings = (batch.counts['create'] ?? 0) + (batch.counts['review'] ?? 0);
  const reason = brings === 0 ? t('imports.preview.nothingNew') : undefined;
  return (
    <div className="import-start">
      <Button
        kind="primary"
        busyLabel={upload.working === 'import' ? t('imports.preview.starting') : undefined}
        disabledReason={reason}
        onClick={upload.start}
      >
        {t('imports.preview.start')}
      </Button>
      <span className="muted">{reason ?? t('imports.preview.none')}</span>
    </div>
  );
};

const Preview = ({ data, first, upload }: PreviewProps): JSX.Element => {
  const t = useText();
  const { batch, isLost } = useImportBatch(data, first);
  return (
    <>
      <p className="vh" role="status">
        {batch.status === 'done' && t('imports.report.done', { count: batch.recordsRead })}
      </p>
      <Panel title={t('imports.preview.title')} detail={<bdi>{upload.fileName}</bdi>}>
        <BatchNotes batch={batch} isLost={isLost} />
        {batch.status === 'running' && (
          <p className="panel-text num">{t('imports.progress', { count: batch.recordsRead })}</p>
        )}
        {batch.status === 'done' && (
          <>
            <CountsTable batch={batch} />
            <LeftOut batch={batch} />
            <StartBar batch={batch} upload={upload} />
          </>
        )}
      </Panel>
      {batch.status === 'done' && batch.recordsRead > 0 && (
        <RowsPanel data={data} batch={batch} title={t('imports.rows.first')} limit={FIRST_ROWS} />
      )}
    </>
  );
};

const Refusal = ({ upload }: { upload: Upload }): JSX.Element | null => {
  const t = useText();
  const { refused } = upload;
  if (refused === undefined) return null;
  const again = mayTryAgain(refused) && (
    <Button size="small" onClick={upload.again}>
      {t('imports.again')}
    </Button>
  );
  return (
    <Note
      tone={refused === 'offline' ? 'unsent' : 'missed'}
      mark={refused === 'offline' ? 'unsent' : 'refused'}
      role="alert"
      actions={again}
    >
      {t(refusalText(refused))}
    </Note>
  );
};

const Upload = ({ data }: { data: ImportsData }): JSX.Element => {
  const t = useText();
  const navigate = useNavigate();
  const upload = useUpload(data, (batch) => void navigate(paths.imports.page(batch.id)));
  return (
    <>
      <Panel title={t('imports.choose.title')} className="import-choice">
        <p className="panel-text soft">{t('imports.choose.what')}</p>
        <FileChoice
          isFirst={!upload.preview}
          isBusy={upload.working !== undefined}
          onChoose={upload.choose}
        />
        {upload.working === 'preview' && (
          <p className="panel-text" role="status">
            {t('imports.reading', { name: upload.fileName ?? '' })}
          </p>
        )}
        <Refusal upload={upload} />
      </Panel>
      {upload.preview && (
        <Preview key={upload.preview.id} data={data} first={upload.preview} upload={upload} />
      )}
    </>
  );
};

/** Makes the page on which a file is chosen, looked at before anything changes, and imported; earlier imports stand below. */
export const createImportsPage = (data: ImportsData): ComponentType => {
  const ImportsPage = (): JSX.Element => {
    const t = useText();
    const { clinic } = useSession();
    const mayImport = useMay()('import:create');
    const first = useLoaderData<ImportPage>();
    return (
      <div className="imports">
        <title>{t('shell.title', { page: t('imports.title'), clinic: clinic.name })}</title>
        <div className="headline">
          <h1 className="title">{t('imports.title')}</h1>
        </div>
        {mayImport ? <Upload data={data} /> : <Note tone="plain">{t('imports.choose.mayNot')}</Note>}
        <ImportsList key={first.nextCursor} data={data} first={first} />
      </div>
    );
  };
  return ImportsPage;
};
