/** What the parts of a process tell when they are asked; composition joins each to the part that knows. */
export type PoolReading = { total: number; idle: number; waiting: number };
export type CacheReading = { entries: number; hits: number; misses: number };
export type SearchIndexReading = { clinics: number; patients: number; bytes: number };
