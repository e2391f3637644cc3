import { accountsOf, addressOf, type Account, type Place } from './system.ts';

type SignedIn = { clinic: { name: string; timeZone: string } };

const hourOf = (timeZone: string): number =>
  Number(
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(new Date()),
  );

const zoneOf = async (place: Place, { email, password }: Account): Promise<string> => {
  const answer = await fetch(`${addressOf(place)}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`${email} could not sign in: ${answer.status}`);
  return ((await answer.json()) as SignedIn).clinic.timeZone;
};

const isOpen = (hour: number): boolean => hour >= 7 && hour < 18;
const hasDayAhead = (hour: number): boolean => hour < 18;

/**
 * The demo clinics stand six time zones apart, so that in one of them a day is under way or before them, whenever the
 * journeys run. They are open from 07:00 to 21:00 every day.
 */
export const busyClinic = async (place: Place): Promise<string> => {
  const desks = accountsOf(place).filter(({ role }) => role === 'receptionist');
  const clinics = await Promise.all(
    desks.map(async (account) => ({ name: account.clinic, hour: hourOf(await zoneOf(place, account)) })),
  );
  const chosen =
    clinics.find(({ hour }) => isOpen(hour)) ?? clinics.find(({ hour }) => hasDayAhead(hour)) ?? clinics[0];
  if (!chosen) throw new Error('There is no demo clinic');
  return chosen.name;
};
