/** What the parts of a process tell when they are asked; composition joins each to the part that knows. */
export type PoolReading = { total: number; idle: number; waiting: number };
export type CacheReading = { entries: number; hits: number; misses: number };
/** Events that wait for their seal and how long the first of them has, as last seen; and what was done since the start. */
export type AuditSealReading = { unsealed: number; ageSeconds: number; sealed: number; failures: number };
export type SearchIndexReading = { clinics: number; patients: number; bytes: number };
