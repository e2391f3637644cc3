import { Icon, Mark } from '@clinic/ui';
import { Search, WifiOff } from 'lucide-react';
import type { JSX } from 'react';
import { useConnection } from '#connection';
import { useMay, useSession } from '#session';
import { useText } from '#texts';
import { useFormats, useNow } from '#time';

/** Always one of: everything is sent, or since when there is no line. */
const SyncState = (): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const connection = useConnection();
  if (connection.isOnline) {
    return (
      <span className="sync" role="status">
        <Mark kind="sent" />
        <span>{t('shell.sync.sent')}</span>
      </span>
    );
  }
  return (
    <span className="sync is-off" role="status">
      <Icon icon={WifiOff} />
      <span>{t('shell.sync.offline', { time: formats.time(connection.since) })}</span>
    </span>
  );
};

/** Place, search, what is sent, clinic time. */
export const TopBar = ({ onFind }: { onFind: () => void }): JSX.Element => {
  const t = useText();
  const formats = useFormats();
  const now = useNow();
  const may = useMay();
  const { clinic } = useSession();
  const time = formats.time(now);
  return (
    <header className="top">
      <p className="where">{clinic.name}</p>
      {may('patient:read') ? (
        <button type="button" className="find" aria-keyshortcuts="/ Control+K" onClick={onFind}>
          <Icon icon={Search} />
          <span>{t('shell.find')}</span>
          <kbd aria-hidden="true">/</kbd>
        </button>
      ) : (
        <span />
      )}
      <div className="top-end">
        <SyncState />
        <time className="clock num" dateTime={time}>
          {time}
        </time>
      </div>
    </header>
  );
};
