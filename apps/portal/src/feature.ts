import type { ApiClient } from '@clinic/api-client';
import type { Clock, Ids } from '@clinic/core';
import type { Lock } from '#lock';
import type { HandOver, RegistrationDraft } from '#people';
import type { Presence } from '#presence';
import type { Reference } from '#reference';

/** What every feature's door is given; it answers with the feature's routes. */
export type FeatureDeps = {
  api: ApiClient;
  clock: Clock;
  ids: Ids;
  reference: Reference;
  lock: Lock;
  presence: Presence;
  /** What the search knew of someone it did not find, on its way to the registration. */
  registration: HandOver<RegistrationDraft>;
};
