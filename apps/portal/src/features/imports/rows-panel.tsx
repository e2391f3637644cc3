import { importActions, type ImportAction, type ImportBatch, type ImportRow } from '@clinic/contracts';
import { Button, EmptyState, LoadingRows, Mark, Note, Panel, Select, stateClass, Table } from '@clinic/ui';
import { useState, type JSX } from 'react';
import { Link } from 'react-router';
import { paths } from '#paths';
import { useText } from '#texts';
import { useFormats } from '#time';
import type { ImportsData } from './imports.data.ts';
import { actionMarks, useImportWords } from './use-import-words.ts';
import { useImportRows, type ImportRows } from './use-import-rows.ts';

const Reasons = ({ row }: { row: ImportRow }): JSX.Element => {
  const t = useText();
  const words = useImportWords();
  const said = [
    ...(row.of === undefined ? [] : [t('imports.rows.of', { record: row.of })]),
    ...(row.warnings ?? []).map(words.reason),
  ];
  return <span className="soft">{said.join(' ')}</span>;
};

const Row = ({ row }: { row: ImportRow }): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const words = useImportWords();
  const record = formats.number(row.record);
  const mayOpen = row.kind === 'Patient' && row.id !== undefined;
  return (
    <tr>
      <td className="num">{record}</td>
      <td>{words.kind(row.kind)}</td>
      <td className="import-action">
        <span className={stateClass(actionMarks[row.action])}>
          <Mark kind={actionMarks[row.action]} />
        </span>
        {t(`imports.action.${row.action}`)}
      </td>
      <td className="num">{row.source !== undefined && <bdi>{row.source}</bdi>}</td>
      <td>
        <Reasons row={row} />
      </td>
      <td>
        {mayOpen && row.id !== undefined && (
          <Link to={paths.patients.page(row.id)} aria-label={t('imports.rows.openPatient', { record })}>
            {t('imports.rows.open')}
          </Link>
        )}
      </td>
    </tr>
  );
};

const RowsTable = ({ rows, title }: { rows: ImportRows; title: string }): JSX.Element | null => {
  const t = useText();
  if (!rows.items) {
    return rows.failure ? null : <LoadingRows label={t('imports.rows.loading')} rows={6} />;
  }
  if (rows.items.length === 0) {
    return (
      <EmptyState mark="due" title={t('imports.rows.none')}>
        {t('imports.rows.none.why')}
      </EmptyState>
    );
  }
  const heads = [
    t('imports.rows.record'),
    t('imports.rows.kind'),
    t('imports.rows.action'),
    t('imports.rows.source'),
    t('imports.rows.why'),
    t('imports.rows.open'),
  ];
  return (
    <Table caption={title} heads={heads} isStacked>
      {rows.items.map((row) => (
        <Row key={`${row.file} ${row.record} ${row.kind} ${row.source ?? ''}`} row={row} />
      ))}
    </Table>
  );
};

const isAction = (value: string): value is ImportAction => importActions.some((action) => action === value);

type FilterProps = {
  batch: ImportBatch;
  value: ImportAction | undefined;
  onChange: (action: ImportAction | undefined) => void;
};

const Filter = ({ batch, value, onChange }: FilterProps): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const options = importActions.map((action) => ({
    value: action,
    label: t('imports.rows.option', {
      action: t(`imports.action.${action}`),
      number: formats.number(batch.counts[action] ?? 0),
    }),
  }));
  return (
    <Select
      label={t('imports.rows.filter')}
      options={options}
      emptyLabel={t('imports.rows.all')}
      value={value ?? ''}
      onChange={({ target }) => onChange(isAction(target.value) ? target.value : undefined)}
    />
  );
};

type RowsPanelProps = { data: ImportsData; batch: ImportBatch; title: string; limit: number };

/** What becomes of each record and why, page by page, all or those of one kind. */
export const RowsPanel = ({ data, batch, title, limit }: RowsPanelProps): JSX.Element => {
  const t = useText();
  const [action, setAction] = useState<ImportAction>();
  const rows = useImportRows(data, { id: batch.id, limit, action });
  return (
    <Panel title={title} className="import-rows">
      <div className="panel-text">
        <Filter batch={batch} value={action} onChange={setAction} />
      </div>
      {rows.failure && (
        <Note
          tone="missed"
          mark="refused"
          role="alert"
          actions={
            !rows.items && (
              <Button size="small" onClick={rows.again}>
                {t('imports.again')}
              </Button>
            )
          }
        >
          {t(rows.failure === 'offline' ? 'imports.rows.failed.offline' : 'imports.rows.failed')}
        </Note>
      )}
      <RowsTable rows={rows} title={title} />
      {rows.hasMore && (
        <div className="more-row">
          <Button
            kind="quiet"
            size="small"
            busyLabel={rows.isBusy ? t('imports.rows.moreLoading') : undefined}
            onClick={rows.more}
          >
            {t('imports.rows.more')}
          </Button>
        </div>
      )}
    </Panel>
  );
};
