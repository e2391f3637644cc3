export type Age = { unit: 'years' | 'months' | 'days'; count: number };

const parts = (date: string): [number, number, number] => {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return [year, month, day];
};

const DAY_MS = 86_400_000;

/**
 * How old someone is on a day, both `YYYY-MM-DD`: years, below two years months, below four weeks days.
 * A birth date in the future counts as 0 days.
 */
export const ageOn = (birthDate: string, today: string): Age => {
  const [birthYear, birthMonth, birthDay] = parts(birthDate);
  const [year, month, day] = parts(today);
  const days = Math.floor(
    (Date.UTC(year, month - 1, day) - Date.UTC(birthYear, birthMonth - 1, birthDay)) / DAY_MS,
  );
  if (days < 28) return { unit: 'days', count: Math.max(0, days) };
  const months = (year - birthYear) * 12 + (month - birthMonth) - (day < birthDay ? 1 : 0);
  return months < 24 ? { unit: 'months', count: months } : { unit: 'years', count: Math.floor(months / 12) };
};
