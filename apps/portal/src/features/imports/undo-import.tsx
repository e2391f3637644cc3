import type { ImportBatch } from '@clinic/contracts';
import { Button, Dialog, Note, Panel, Table } from '@clinic/ui';
import { Undo2 } from 'lucide-react';
import { useState, type JSX } from 'react';
import { Link } from 'react-router';
import { useOnce } from '#acts';
import { paths } from '#paths';
import { useText } from '#texts';
import { useFormats } from '#time';
import type { ImportsData, Undone } from './imports.data.ts';
import { refusalOf, undoRefusalText, type RefusalName } from './refusal.ts';
import { useImportWords } from './use-import-words.ts';

const SHOWN = 100;

const KeptTable = ({ kept }: { kept: Undone['kept'] }): JSX.Element => {
  const t = useText();
  const words = useImportWords();
  const formats = useFormats();
  const heads = [
    t('imports.undo.kept.number'),
    t('imports.rows.kind'),
    t('imports.undo.kept.why'),
    t('imports.rows.open'),
  ];
  const title = t('imports.undo.kept', { count: kept.length });
  return (
    <Panel title={title}>
      <Table caption={title} heads={heads}>
        {kept.slice(0, SHOWN).map(({ kind, id, reason }, index) => {
          const number = formats.number(index + 1);
          return (
            <tr key={`${kind} ${id}`}>
              <td className="num">{number}</td>
              <td>{words.kind(kind)}</td>
              <td className="soft">{t(`imports.undo.reason.${reason}`)}</td>
              <td>
                {kind === 'Patient' && (
                  <Link to={paths.patients.page(id)} aria-label={t('imports.undo.kept.open', { number })}>
                    {t('imports.rows.open')}
                  </Link>
                )}
              </td>
            </tr>
          );
        })}
      </Table>
      {kept.length > SHOWN && (
        <p className="panel-text muted">{t('imports.undo.kept.more', { count: kept.length - SHOWN })}</p>
      )}
    </Panel>
  );
};

type UndoState = {
  undone: Undone | undefined;
  refused: RefusalName | undefined;
  isWorking: boolean;
  isAsked: boolean;
};

const still: UndoState = { undone: undefined, refused: undefined, isWorking: false, isAsked: false };

type UndoImportProps = { data: ImportsData; batch: ImportBatch; onUndone: (batch: ImportBatch) => void };

/** Takes an import back after a question, and says what stayed and why. */
export const UndoImport = ({ data, batch, onUndone }: UndoImportProps): JSX.Element => {
  const t = useText();
  const once = useOnce();
  const [state, setState] = useState(still);
  const { undone, refused, isWorking, isAsked } = state;
  const run = async (): Promise<void> => {
    setState({ ...state, refused: undefined, isWorking: true });
    try {
      const answer = await data.undo(batch.id);
      setState({ ...still, undone: answer });
      onUndone(answer.batch);
    } catch (error) {
      setState({ ...still, undone, refused: refusalOf(error) });
    }
  };
  const close = (): void => setState({ ...state, isAsked: false });
  const mayUndo = batch.status !== 'undone' || (undone?.kept.length ?? 0) > 0;
  return (
    <>
      <div role="status">
        {undone && (
          <Note tone="done" mark="done">
            {t('imports.undo.removed', { count: undone.removed })}
          </Note>
        )}
      </div>
      {refused && (
        <Note tone="missed" mark="refused" role="alert">
          {t(undoRefusalText(refused))}
        </Note>
      )}
      {mayUndo && (
        <div className="flexw">
          <Button icon={Undo2} onClick={() => setState({ ...state, isAsked: true })}>
            {t(undone ? 'imports.undo.rest' : 'imports.undo')}
          </Button>
        </div>
      )}
      {undone && undone.kept.length > 0 && <KeptTable kept={undone.kept} />}
      <Dialog
        title={t('imports.undo.title')}
        isOpen={isAsked}
        onClose={close}
        role="alertdialog"
        actions={
          <>
            <Button onClick={close}>{t('imports.undo.keep')}</Button>
            <Button
              kind="danger"
              busyLabel={isWorking ? t('imports.undo.working') : undefined}
              onClick={() => once('undo', run)}
            >
              {t('imports.undo')}
            </Button>
          </>
        }
      >
        <p>{t('imports.undo.what')}</p>
      </Dialog>
    </>
  );
};
