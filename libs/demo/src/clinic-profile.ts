import type { Alert, Role } from '@clinic/contracts';

/** A type of visit: what it is called, how long it takes, who offers it, to whom, and what people come for. */
export type VisitProfile = {
  name: string;
  durationMinutes: number;
  /** Minutes kept free before and after. */
  buffers: readonly [before: number, after: number];
  weight: number;
  /** Places in the list of practitioners. */
  practitioners: readonly number[];
  /** Youngest and oldest, in years. */
  ages: readonly [youngest: number, oldest: number];
  sex?: 'female';
  /** The place in the list of rooms, where the practitioner's own will not do. */
  room?: number;
  reasons: readonly string[];
  /** What children under fourteen come for, where it differs. */
  childReasons?: readonly string[];
};

/** What one demo clinic is and says; everything that differs from one country to the next. */
export type ClinicProfile = {
  name: string;
  /** Its part of an e-mail address. */
  slug: string;
  timeZone: string;
  locale: string;
  country: 'US' | 'DE';
  language: string;
  /** Always five, in the order of the shifts. */
  practitioners: readonly {
    name: string;
    profession: string;
    room: number;
    ages: readonly [number, number];
  }[];
  rooms: readonly string[];
  visits: readonly VisitProfile[];
  /** Names of the staff who see no patients, and which practitioners also sign in. */
  staff: Record<Exclude<Role, 'practitioner' | 'nurse'>, string>;
  districts: readonly { city: string; state: string | null; postalCode: string }[];
  streets: readonly string[];
  /** An address line as the country writes it. */
  addressLine: (street: string, house: number) => string;
  /** Every number that may be given out, in national and international form: ranges set aside for fiction. */
  phones: readonly { national: string; international: string }[];
  alerts: readonly (Alert & { weight: number })[];
  guardianAlert: string;
  notes: readonly string[];
  overbookReasons: readonly string[];
  exceptions: { training: string; leave: string; extraHours: string; meeting: string; repair: string };
};

/** Numbers from 0 on with leading zeros. */
export const numbered = (count: number, digits: number): string[] =>
  Array.from({ length: count }, (_, index) => String(index).padStart(digits, '0'));
