import { Menu, type MenuGroup } from '@clinic/ui';
import type { JSX } from 'react';
import { useSubmit } from 'react-router';
import { densities, themes, useAppearance } from '#appearance';
import { paths } from '#paths';
import { useLock } from '#lock';
import { initials, useSession } from '#session';
import { useText } from '#texts';

/** Who is signed in: how the portal looks for them, the keys, the way out. */
export const UserMenu = ({ onHelp }: { onHelp: () => void }): JSX.Element => {
  const t = useText();
  const { user } = useSession();
  const { appearance, change } = useAppearance();
  const submit = useSubmit();
  const { lock } = useLock();
  const signOut = (): void => void submit(null, { method: 'post', action: paths.signOut });
  const role = t(`shell.role.${user.role}`);
  const groups: MenuGroup[] = [
    {
      id: 'help',
      items: [
        { id: 'keys', label: t('shell.key.all'), text: t('shell.key.all'), hint: '?', onAction: onHelp },
      ],
    },
    {
      id: 'theme',
      heading: t('shell.theme'),
      selectedId: `theme-${appearance.theme}`,
      items: themes.map((theme) => ({
        id: `theme-${theme}`,
        label: t(`shell.theme.${theme}`),
        text: t(`shell.theme.${theme}`),
        onAction: () => change({ theme }),
      })),
    },
    {
      id: 'density',
      heading: t('shell.density'),
      selectedId: `density-${appearance.density}`,
      items: (['system', ...densities] as const).map((density) => ({
        id: `density-${density}`,
        label: t(`shell.density.${density}`),
        text: t(`shell.density.${density}`),
        onAction: () => change({ density }),
      })),
    },
    {
      id: 'leave',
      heading: `${user.displayName}, ${role}`,
      items: [
        {
          id: 'lock',
          label: t('shell.lock'),
          text: t('shell.lock'),
          hint: 'g l',
          onAction: () => lock.lock('asked'),
        },
        { id: 'out', label: t('shell.signOut'), text: t('shell.signOut'), onAction: signOut },
      ],
    },
  ];
  return (
    <Menu
      label={t('shell.account')}
      groups={groups}
      placement="right bottom"
      trigger={
        <button
          type="button"
          className="me"
          aria-label={t('shell.me', { initials: initials(user.displayName), name: user.displayName, role })}
        >
          {initials(user.displayName)}
        </button>
      }
    />
  );
};
