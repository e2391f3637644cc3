import { isBlank } from '@clinic/core';
import { storableName } from './clean-text.ts';
import { readEmail } from './email-address.ts';
import { readIdentifier } from './fhir-reference.ts';
import type { Findings } from './import-codes.ts';
import type { ImportOptions } from './import-options.ts';
import type { ImportedAddress, ImportedIdentifier, ImportedName, JsonObject } from './imported-records.ts';
import { objectsAt, textAt, textsAt } from './json-reader.ts';
import { checkName, LONGEST_NAME, type PersonName } from './person-name.ts';
import { readPhones } from './phone-number.ts';
import { readAddress } from './postal-address.ts';

const USES = ['official', 'usual', '', 'temp', 'nickname', 'anonymous', 'maiden', 'old'];

const rankOfUse = (name: JsonObject): number => {
  const rank = USES.indexOf(textAt(name, 'use') ?? '');
  return rank < 0 ? USES.length : rank;
};

const isNamed = (name: JsonObject): boolean =>
  textAt(name, 'family') !== null || textsAt(name, 'given').length > 0 || textAt(name, 'text') !== null;

/** The name a person goes by on paper: official before usual, former names last. */
const mainName = (names: JsonObject[]): JsonObject | null =>
  names.filter(isNamed).sort((one, other) => rankOfUse(one) - rankOfUse(other))[0] ?? null;

/** Names of a resource are kept byte for byte where they can be: no trimming, no folding, no digits taken off. */
const partsOf = (name: JsonObject | null, findings: Findings): { family: string; given: string } => {
  const family = storableName(textAt(name, 'family') ?? '', findings);
  const given = storableName(textsAt(name, 'given').join(' '), findings);
  if (!isBlank(family + given)) return { family, given };
  return { family: storableName(textAt(name, 'text') ?? '', findings), given: '' };
};

/** The name of a person's resource, with its prefix for staff. */
export const readHumanName = (
  person: JsonObject,
  findings: Findings,
): (PersonName & { prefix: string | null }) | null => {
  const name = mainName(objectsAt(person, 'name'));
  const read = checkName(partsOf(name, findings), findings);
  return read && { ...read, prefix: storableName(textsAt(name, 'prefix').join(' '), findings) || null };
};

const kindByUse = new Map<string | null, ImportedName['kind']>([
  ['nickname', 'preferred'],
  ['maiden', 'maiden'],
  ['old', 'former'],
]);

const otherName = (name: JsonObject, findings: Findings): ImportedName => {
  const kind = kindByUse.get(textAt(name, 'use')) ?? 'alias';
  const { family, given } = partsOf(name, findings);
  // A maiden name is a family name; its bearer's given names say nothing new.
  return { kind, name: kind === 'maiden' && family.length > 0 ? family : `${given} ${family}`.trim() };
};

/** All names of a person but the main one. */
export const readOtherHumanNames = (person: JsonObject, findings: Findings): ImportedName[] => {
  const names = objectsAt(person, 'name');
  const main = mainName(names);
  const others = names
    .filter((name) => name !== main && isNamed(name))
    .map((name) => otherName(name, findings));
  if (others.some(({ name }) => name.length > LONGEST_NAME)) findings.warn('other_name_too_long');
  return others.filter(({ name }) => !isBlank(name) && name.length <= LONGEST_NAME);
};

const isCurrent = (part: JsonObject): boolean => textAt(part, 'use') !== 'old';

const rankOfPhone = (contact: JsonObject): number => {
  const use = textAt(contact, 'use');
  if (use === 'mobile') return 0;
  return use === 'home' ? 1 : 2;
};

const contactValues = (person: JsonObject, systems: string[]): string[] =>
  objectsAt(person, 'telecom')
    .filter((contact) => isCurrent(contact) && systems.includes(textAt(contact, 'system') ?? ''))
    .sort((one, other) => rankOfPhone(one) - rankOfPhone(other))
    .map((contact) => textAt(contact, 'value'))
    .filter((value) => value !== null);

/** Phone numbers, the mobile one first, and the e-mail address. */
export const readTelecom = (
  person: JsonObject,
  options: ImportOptions,
  findings: Findings,
): { phones: string[]; phoneExtension: string | null; email: string | null } => ({
  ...readPhones(contactValues(person, ['phone', 'sms']), options.country, findings),
  email: readEmail(contactValues(person, ['email']), findings),
});

/** The current address: home before others. */
export const readFhirAddress = (
  addresses: JsonObject[],
  options: ImportOptions,
  findings: Findings,
): ImportedAddress | null => {
  const current = addresses.filter(isCurrent);
  const address = current.find((candidate) => textAt(candidate, 'use') === 'home') ?? current[0] ?? null;
  const lines = textsAt(address, 'line');
  const text = (key: string): string => textAt(address, key)?.trim() ?? '';
  const typed = {
    line: lines.length > 0 ? lines.join('\n') : text('text'),
    city: text('city'),
    state: text('state'),
    postalCode: text('postalCode'),
    country: text('country'),
  };
  return readAddress(typed, options.country, findings);
};

const LONGEST_IDENTIFIER = 500;

/** Identifiers that have a value. */
export const readIdentifiers = (resource: JsonObject, findings: Findings): ImportedIdentifier[] => {
  const identifiers = objectsAt(resource, 'identifier')
    .map(readIdentifier)
    .filter((identifier) => identifier !== null);
  const kept = identifiers.filter(
    ({ system, value }) => Math.max(system.length, value.length) <= LONGEST_IDENTIFIER,
  );
  if (kept.length < identifiers.length) findings.warn('identifier_too_long');
  return kept;
};
