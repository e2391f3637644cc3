import { Dialog, KeyList } from '@clinic/ui';
import type { JSX } from 'react';
import { useAppearance } from '#appearance';
import { useText } from '#texts';

/** Every key that works on the screen behind it. */
export const HelpDialog = ({ onClose }: { onClose: () => void }): JSX.Element => {
  const t = useText();
  const { appearance, change } = useAppearance();
  return (
    <Dialog title={t('shell.help.title')} isOpen onClose={onClose} width="wide">
      <KeyList />
      <label className="t13 check">
        <input
          type="checkbox"
          checked={appearance.areSingleKeysOn}
          onChange={(event) => change({ areSingleKeysOn: event.target.checked })}
        />
        {t('shell.help.singleKeys')}
      </label>
    </Dialog>
  );
};
