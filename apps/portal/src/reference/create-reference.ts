import type { ApiClient } from '@clinic/api-client';
import {
  listAppointmentTypes,
  listPractitioners,
  listRooms,
  readSettings,
  type AppointmentType,
  type Practitioner,
  type Room,
  type Settings,
} from '@clinic/contracts';
import type { Clock } from '@clinic/core';

/** What the clinic is made of: the lists every screen needs to put words to ids. */
export type ReferenceData = {
  practitioners: readonly Practitioner[];
  rooms: readonly Room[];
  types: readonly AppointmentType[];
  settings: Settings;
};

export interface Reference {
  /** The lists, at most two minutes old. */
  load: () => Promise<ReferenceData>;
  /** After a change of rooms, types or settings. */
  forget: () => void;
}

const KEPT_MS = 120_000;

/** Keeps the reference lists in memory, so that a board that asks every few seconds does not ask for them too. */
export const createReference = (api: ApiClient, clock: Clock): Reference => {
  let kept: { data: Promise<ReferenceData>; at: number } | undefined;

  const ask = async (): Promise<ReferenceData> => {
    const [practitioners, rooms, types, settings] = await Promise.all([
      api.call(listPractitioners),
      api.call(listRooms),
      api.call(listAppointmentTypes),
      api.call(readSettings),
    ]);
    return { practitioners: practitioners.items, rooms: rooms.items, types: types.items, settings };
  };

  const forget = (): void => {
    kept = undefined;
  };

  return {
    forget,
    load: async () => {
      const now = clock.now().getTime();
      if (!kept || now - kept.at > KEPT_MS) {
        const data = ask();
        kept = { data, at: now };
        data.catch(forget);
      }
      return kept.data;
    },
  };
};

/** The name of an id, or nothing when the list does not know it. */
export const nameOf = (
  items: readonly { id: string; name: string }[],
  id: string | null,
): string | undefined => (id === null ? undefined : items.find((item) => item.id === id)?.name);
