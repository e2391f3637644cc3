import { Button, EmptyState, Note, Panel, Pill, Table } from '@clinic/ui';
import type { ImportBatch } from '@clinic/contracts';
import { useState, type JSX } from 'react';
import { Link } from 'react-router';
import { paths } from '#paths';
import { useText } from '#texts';
import { useFormats } from '#time';
import type { ImportPage, ImportsData } from './imports.data.ts';
import { stateOf } from './use-import-words.ts';

const Row = ({ batch }: { batch: ImportBatch }): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const state = stateOf(batch);
  const count = (action: string): string => formats.number(batch.counts[action] ?? 0);
  return (
    <tr className="whole-row">
      <td className="num">
        <Link className="whole" to={paths.imports.page(batch.id)}>
          {formats.day(batch.startedAt)}, {formats.time(batch.startedAt)}
        </Link>
      </td>
      <td>
        <Pill kind={state.mark}>{t(state.text)}</Pill>
      </td>
      <td className="num">{formats.number(batch.recordsRead)}</td>
      <td className="num">{count('create')}</td>
      <td className="num">{count('review')}</td>
      <td className="num">{count('reject')}</td>
    </tr>
  );
};

const Batches = ({ items }: { items: readonly ImportBatch[] }): JSX.Element => {
  const t = useText();
  if (items.length === 0) {
    return (
      <EmptyState mark="due" title={t('imports.list.empty')}>
        {t('imports.list.empty.next')}
      </EmptyState>
    );
  }
  const heads = [
    t('imports.list.when'),
    t('imports.list.state'),
    t('imports.list.read'),
    t('imports.action.create'),
    t('imports.action.review'),
    t('imports.action.reject'),
  ];
  return (
    <Table caption={t('imports.list')} heads={heads}>
      {items.map((batch) => (
        <Row key={batch.id} batch={batch} />
      ))}
    </Table>
  );
};

/** Earlier imports and previews, newest first. */
export const ImportsList = ({ data, first }: { data: ImportsData; first: ImportPage }): JSX.Element => {
  const t = useText();
  const [earlier, setEarlier] = useState<ImportPage>({ items: [], nextCursor: first.nextCursor });
  const [state, setState] = useState<'still' | 'busy' | 'failed'>('still');
  const more = async (cursor: string): Promise<void> => {
    setState('busy');
    try {
      const next = await data.listMore(cursor);
      setEarlier({ items: [...earlier.items, ...next.items], nextCursor: next.nextCursor });
      setState('still');
    } catch {
      setState('failed');
    }
  };
  const cursor = earlier.nextCursor;
  return (
    <Panel title={t('imports.list')} className="import-list">
      <Batches items={[...first.items, ...earlier.items]} />
      {state === 'failed' && (
        <Note tone="missed" mark="refused" role="alert">
          {t('imports.list.failed')}
        </Note>
      )}
      {cursor !== null && (
        <div className="more-row">
          <Button
            kind="quiet"
            size="small"
            busyLabel={state === 'busy' ? t('imports.rows.moreLoading') : undefined}
            onClick={() => void more(cursor)}
          >
            {t('imports.list.more')}
          </Button>
        </div>
      )}
    </Panel>
  );
};
