import { expect, it } from 'vitest';
import { namesOf } from './names.mjs';

it.each([
  ['referrals', 'referral', 'Referrals', 'referrals'],
  ['lab-orders', 'lab-order', 'LabOrders', 'labOrders'],
  ['allergies', 'allergy', 'Allergies', 'allergies'],
  ['sick-notes', 'sick-note', 'SickNotes', 'sickNotes'],
  ['batches', 'batch', 'Batches', 'batches'],
])('names %s in every form', (plural, singular, Plural, camelPlural) => {
  expect(namesOf(plural)).toMatchObject({ plural, singular, Plural, camelPlural });
});

it('takes the singular it is told', () => {
  expect(namesOf('people', 'person')).toMatchObject({
    singular: 'person',
    Singular: 'Person',
    table: 'people',
  });
});

it('refuses a word that is no plural', () => {
  expect(() => namesOf('equipment')).toThrow('--singular');
});
