/** The order of day, month and year in a date written in figures. */
export type WrittenOrder = 'dmy' | 'mdy' | 'ymd';

const ORDERS: readonly WrittenOrder[] = ['mdy', 'ymd'];

/** How a language writes dates, by the Unicode CLDR; day first where it is none of the three. */
export const dateOrderOf = (locale: string): WrittenOrder => {
  const order = new Intl.DateTimeFormat(locale)
    .formatToParts(0)
    .map((part) => part.type[0])
    .filter((letter) => letter !== undefined && 'ymd'.includes(letter))
    .join('');
  return ORDERS.find((known) => known === order) ?? 'dmy';
};
