export { foldText } from './fold-text.ts';
export { IndexCache } from './index-cache.ts';
export { PatientIndex } from './patient-index.ts';
export type { SearchHit, SearchOptions, SearchPage } from './patient-index.ts';
export type { DateOrder, SearchDocument, SearchReason } from './search-document.ts';
