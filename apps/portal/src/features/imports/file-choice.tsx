import { classNames, Icon, buttonClass, VisuallyHidden } from '@clinic/ui';
import { FileInput } from 'lucide-react';
import { useState, type ChangeEvent, type DragEvent, type JSX } from 'react';
import { useText } from '#texts';
import { acceptedFiles } from './readable-file.ts';

type FileChoiceProps = { isFirst: boolean; isBusy: boolean; onChoose: (file: File) => void };

/** Where a file is dropped or chosen. The control is the platform's own, so that keys and readers know it. */
export const FileChoice = ({ isFirst, isBusy, onChoose }: FileChoiceProps): JSX.Element => {
  const t = useText();
  const [isOver, setIsOver] = useState(false);
  const take = (file: File | undefined): void => {
    if (file && !isBusy) onChoose(file);
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files[0]);
  };
  const over = (event: DragEvent): void => {
    event.preventDefault();
    setIsOver(true);
  };
  const pick = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    take(target.files?.[0]);
    // The same file, mended, can be chosen again.
    target.value = '';
  };
  return (
    // Dropping is a second way for the mouse: the control inside does the same by key.

    <div
      className={classNames('import-drop', isOver && 'is-over')}
      onDragOver={over}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <label className={classNames(buttonClass({ kind: isFirst ? 'primary' : 'secondary' }), 'import-pick')}>
        <Icon icon={FileInput} />
        {t(isFirst ? 'imports.choose.button' : 'imports.choose.another')}
        <input className="vh" type="file" accept={acceptedFiles} disabled={isBusy} onChange={pick} />
      </label>
      <span className="muted import-hint">{t('imports.choose.drop')}</span>
      {isBusy && <VisuallyHidden>{t('imports.preview.starting')}</VisuallyHidden>}
    </div>
  );
};
