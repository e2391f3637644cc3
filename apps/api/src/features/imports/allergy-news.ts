import type { Alert } from '@clinic/contracts';
import type { ClinicalContent } from '@clinic/repositories';
import type { AllergyNews } from './import-plan.ts';

const isObject = (value: unknown): value is ClinicalContent =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectAt = (value: unknown, key: string): ClinicalContent => {
  const member = isObject(value) ? value[key] : undefined;
  return isObject(member) ? member : {};
};

const objectsAt = (value: unknown, key: string): ClinicalContent[] => {
  const member = isObject(value) ? value[key] : undefined;
  return Array.isArray(member) ? member.filter(isObject) : [];
};

const textAt = (value: unknown, key: string): string | undefined => {
  const member = isObject(value) ? value[key] : undefined;
  return typeof member === 'string' && member.length > 0 ? member : undefined;
};

const codesOf = (concept: ClinicalContent): string[] =>
  objectsAt(concept, 'coding').flatMap((coding) => textAt(coding, 'code') ?? []);

/** SNOMED CT 716186003 is "No known allergy"; "no known drug allergy" says nothing of the others. */
const NO_KNOWN_ALLERGY = '716186003';
const NO_KNOWN_ALLERGY_TEXT = /^\s*(nka|no known allerg(y|ies))\s*\.?\s*$/i;
/** FHIR value sets allergyintolerance-clinical and -verification: what no longer warns of anything. */
const OVER = ['inactive', 'resolved'];
const UNTRUE = ['refuted', 'entered-in-error'];
const LABEL_LENGTH = 200;

const labelOf = (code: ClinicalContent): string | undefined =>
  textAt(code, 'text') ??
  objectsAt(code, 'coding')
    .map((coding) => textAt(coding, 'display') ?? textAt(coding, 'code'))
    .find((label) => label !== undefined);

const severityOf = (content: ClinicalContent): Alert['severity'] => {
  const isSevere = objectsAt(content, 'reaction').some(
    (reaction) => textAt(reaction, 'severity') === 'severe',
  );
  const criticality = textAt(content, 'criticality');
  if (isSevere || criticality === 'high') return 'high';
  return criticality === 'low' ? 'low' : 'moderate';
};

const isStanding = (content: ClinicalContent): boolean =>
  !codesOf(objectAt(content, 'clinicalStatus')).some((code) => OVER.includes(code));

const isTrue = (content: ClinicalContent): boolean =>
  !codesOf(objectAt(content, 'verificationStatus')).some((code) => UNTRUE.includes(code));

/**
 * What a FHIR R4 AllergyIntolerance tells the banner of a person; null where it tells nothing. That somebody wrote down
 * an allergy, or that there is none, means that they were asked.
 */
export const readAllergyNews = (content: ClinicalContent): AllergyNews | null => {
  if (textAt(content, 'resourceType') !== 'AllergyIntolerance' || !isTrue(content)) return null;
  const code = objectAt(content, 'code');
  const label = labelOf(code);
  const isNone = codesOf(code).includes(NO_KNOWN_ALLERGY) || NO_KNOWN_ALLERGY_TEXT.test(label ?? '');
  if (isNone || !isStanding(content)) return { alerts: [], areKnown: true };
  if (label === undefined) return { alerts: [], areKnown: true };
  const alert: Alert = {
    kind: 'allergy',
    label: label.slice(0, LABEL_LENGTH),
    severity: severityOf(content),
  };
  return { alerts: [alert], areKnown: true };
};

const rank: Record<Alert['severity'], number> = { low: 0, moderate: 1, high: 2 };

/** One alert for each label, the gravest. */
export const mergeAlerts = (known: readonly Alert[], news: readonly Alert[]): Alert[] => {
  const merged = [...known];
  for (const alert of news) {
    const index = merged.findIndex((each) => each.kind === alert.kind && each.label === alert.label);
    const current = merged[index];
    if (!current) merged.push(alert);
    else if (rank[alert.severity] > rank[current.severity]) merged[index] = alert;
  }
  return merged;
};
