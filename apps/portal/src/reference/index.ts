export { createReference, nameOf } from './create-reference.ts';
export type { Reference, ReferenceData } from './create-reference.ts';
