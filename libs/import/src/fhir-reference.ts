import type { ImportedIdentifier, ImportedReference, JsonObject } from './imported-records.ts';
import { objectAt, objectsAt, textAt } from './json-reader.ts';

/** Where `urn:uuid:…` of a Bundle's entries lead: `Patient/…` by full URL. */
export type BundleLinks = ReadonlyMap<string, string>;

const RELATIVE = /(?:^|\/)([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]+)?$/;
const URN = /^urn:(?:uuid|oid):(.+)$/;

/**
 * The source id a reference text points at. Absolute and versioned references are cut down to `Type/id`. A URN of an
 * entry not met yet is taken for a resource of the expected type whose id is the URN's own, which holds where a
 * server made the Bundle.
 */
const resolve = (text: string, expectedType: string, links: BundleLinks): string | null => {
  const linked = links.get(text);
  if (linked !== undefined) return linked;
  const urn = URN.exec(text)?.[1];
  return urn === undefined ? (RELATIVE.exec(text)?.[1] ?? null) : `${expectedType}/${urn}`;
};

export const readIdentifier = (value: JsonObject | null): ImportedIdentifier | null => {
  const text = textAt(value, 'value');
  return text === null ? null : { system: textAt(value, 'system') ?? '', value: text };
};

/** `Practitioner?identifier=system|value`, a conditional reference of transaction Bundles. */
const readConditional = (text: string): ImportedIdentifier | null => {
  const [, system = '', value] = /^[A-Z][A-Za-z]+\?identifier=([^|&]*)\|([^&]+)$/.exec(text) ?? [];
  return value === undefined ? null : { system, value };
};

/** Reads a FHIR Reference; null where it points nowhere. */
export const readReference = (
  value: JsonObject | null,
  expectedType: string,
  links: BundleLinks,
): ImportedReference | null => {
  const text = textAt(value, 'reference');
  const identifier = readIdentifier(objectAt(value, 'identifier'));
  const conditional = text === null ? null : readConditional(text);
  const sourceId = text === null ? null : resolve(text, expectedType, links);
  if (sourceId === null && identifier === null && conditional === null) return null;
  return { sourceId, identifier: identifier ?? conditional, display: textAt(value, 'display') };
};

/** Reads a list of references, those that point nowhere left out. */
export const readReferences = (
  values: JsonObject[],
  expectedType: string,
  links: BundleLinks,
): ImportedReference[] =>
  values.map((value) => readReference(value, expectedType, links)).filter((reference) => reference !== null);

/** `Patient` of `Patient/…` or of `Patient?identifier=…`. */
const typeOfText = (text: string, links: BundleLinks): string | null => {
  const target = links.get(text) ?? RELATIVE.exec(text)?.[1];
  return target?.split('/')[0] ?? /^[A-Z][A-Za-z]+(?=\?)/.exec(text)?.[0] ?? null;
};

/** The type a reference points at; null where neither it nor the Bundle tells. */
export const typeOfReference = (value: JsonObject | null, links: BundleLinks): string | null => {
  const text = textAt(value, 'reference');
  return (text === null ? null : typeOfText(text, links)) ?? textAt(value, 'type');
};

/** What a CodeableConcept says: its text, else the display or code of a coding. */
export const conceptText = (concept: JsonObject | null): string | null => {
  const text = textAt(concept, 'text');
  if (text !== null) return text;
  const codings = objectsAt(concept, 'coding');
  return (
    codings
      .map((coding) => textAt(coding, 'display') ?? textAt(coding, 'code'))
      .find((label) => label !== null) ?? null
  );
};

/** What the concepts of a list say, those that say nothing left out. */
export const conceptTexts = (concepts: JsonObject[]): string[] =>
  concepts.map(conceptText).filter((text) => text !== null);
