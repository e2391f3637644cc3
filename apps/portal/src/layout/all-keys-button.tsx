import { KeyCap } from '@clinic/ui';
import type { JSX } from 'react';
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
