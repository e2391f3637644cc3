export { TenantCache } from './tenant-cache.ts';
export type { CacheStats, Shelf, TenantCacheOptions } from './tenant-cache.ts';
