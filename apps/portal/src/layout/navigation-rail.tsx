import type { Permission } from '@clinic/contracts';
import { Icon, ProductMark } from '@clinic/ui';
import { CalendarDays, FileInput, LayoutList, Users, type LucideIcon } from 'lucide-react';
import type { JSX } from 'react';
import { Link, NavLink } from 'react-router';
import { paths } from '#paths';
import { useMay, useSession } from '#session';
import { useText, type TextKey } from '#texts';
import { UserMenu } from './user-menu.tsx';

type Place = {
  to: string;
  icon: LucideIcon;
  label: TextKey & `shell.nav.${string}`;
  needs: Permission;
  isExact?: true;
};

const places: readonly Place[] = [
  { to: paths.today(), icon: LayoutList, label: 'shell.nav.today', needs: 'appointment:read', isExact: true },
  { to: paths.calendar.day(), icon: CalendarDays, label: 'shell.nav.calendar', needs: 'appointment:read' },
  { to: paths.patients.list, icon: Users, label: 'shell.nav.patients', needs: 'patient:read' },
  { to: paths.imports.list, icon: FileInput, label: 'shell.nav.imports', needs: 'import:read' },
];

/** The places of the portal: a rail at the start, a bar at the bottom of a phone. */
export const NavigationRail = ({ onHelp }: { onHelp: () => void }): JSX.Element => {
  const t = useText();
  const may = useMay();
  const { clinic } = useSession();
  return (
    <nav className="rail" aria-label={t('shell.nav')}>
      <Link className="logo" to={paths.today()} aria-label={t('shell.logo', { clinic: clinic.name })}>
        <ProductMark />
      </Link>
      <ul>
        {places
          .filter((place) => may(place.needs))
          .map((place) => (
            <li key={place.label}>
              <NavLink to={place.to} end={place.isExact ?? false}>
                <Icon icon={place.icon} />
                <span>{t(place.label)}</span>
              </NavLink>
            </li>
          ))}
      </ul>
      <UserMenu onHelp={onHelp} />
    </nav>
  );
};
