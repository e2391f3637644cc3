import { importActions, type ImportBatch } from '@clinic/contracts';
import { Mark, Note, OfflineNote, stateClass, Table } from '@clinic/ui';
import type { JSX } from 'react';
import { useText } from '#texts';
import { useFormats } from '#time';
import { actionMarks, problemText, useImportWords } from './use-import-words.ts';

/** How many records become what, each with what that means. */
export const CountsTable = ({ batch }: { batch: ImportBatch }): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const heads = [t('imports.counts.what'), t('imports.counts.count'), t('imports.counts.meaning')];
  return (
    <Table caption={t('imports.counts')} heads={heads}>
      {importActions.map((action) => (
        <tr key={action}>
          <th scope="row" className="import-action">
            <span className={stateClass(actionMarks[action])}>
              <Mark kind={actionMarks[action]} />
            </span>
            {t(`imports.action.${action}`)}
          </th>
          <td className="num import-count">{formats.number(batch.counts[action] ?? 0)}</td>
          <td className="soft">{t(`imports.meaning.${action}`)}</td>
        </tr>
      ))}
    </Table>
  );
};

/** What of the file has no place here: columns nobody understood, kinds of records that are not kept yet. */
export const LeftOut = ({ batch }: { batch: ImportBatch }): JSX.Element | null => {
  const t = useText();
  const formats = useFormats();
  const words = useImportWords();
  const columns = batch.unmappedColumns;
  const unsupported = Object.entries(batch.unsupported);
  if (columns.length === 0 && unsupported.length === 0) return null;
  return (
    <div className="panel-text import-left">
      {columns.length > 0 && (
        <>
          <p>{t('imports.unmapped', { count: columns.length })}</p>
          <ul>
            {columns.map((column) => (
              <li key={column}>
                <bdi>{column}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      {unsupported.length > 0 && (
        <>
          <p>{t('imports.unsupported')}</p>
          <ul>
            {unsupported.map(([kind, count]) => (
              <li key={kind}>
                {t('imports.unsupported.one', { kind: words.kind(kind), number: formats.number(count) })}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
};

/** Why it failed, and that it could not be followed for a while. */
export const BatchNotes = ({ batch, isLost }: { batch: ImportBatch; isLost: boolean }): JSX.Element => {
  const t = useText();
  return (
    <>
      {isLost && <OfflineNote>{t('imports.lost')}</OfflineNote>}
      {batch.status === 'failed' && (
        <Note tone="missed" mark="refused" role="alert">
          {t(problemText(batch))}
        </Note>
      )}
    </>
  );
};
