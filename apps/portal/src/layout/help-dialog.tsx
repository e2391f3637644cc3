import { Dialog, KeyCap, KeyList } from '@clinic/ui';
import type { JSX } from 'react';
import { useAppearance } from '#appearance';
import { useText } from '#texts';

/** The end of the key bar: opens the list of all keys. */
export const AllKeysButton = ({ onPress }: { onPress: () => void }): JSX.Element => {
  const t = useText();
  return (
    <button type="button" className="all-keys" onClick={onPress}>
      <KeyCap keys="?" />
      {t('shell.key.allShort')}
    </button>
  );
};

/** Every key that works on the screen behind it. */
export const HelpDialog = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }): JSX.Element => {
  const t = useText();
  const { appearance, change } = useAppearance();
  return (
    <Dialog title={t('shell.help.title')} isOpen={isOpen} onClose={onClose} width="wide">
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
