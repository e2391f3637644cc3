import { isUuid } from '@clinic/core';
import NodeCache from 'node-cache';

export type TenantCacheOptions = {
  /** How long an entry is served, in seconds: the longest a change made by another replica may stay unseen. */
  ttlSeconds: number;
  /** Most entries over all clinics; the one unused for longest makes room. */
  maxEntries: number;
};

export type CacheStats = { entries: number; hits: number; misses: number };

/** What is kept under one tag: one kind of reference data, so one type. Values are shared, hence never changed. */
export type Shelf<T> = {
  /** The entry, or what `load` brings; callers at the same time share one load. A failed load keeps nothing. */
  read(clinicId: string, key: string, load: () => Promise<T>): Promise<T>;
  /** Forgets everything of the clinic under this tag. Call it after the commit of a write, never before. */
  drop(clinicId: string): void;
};

const prefixOf = (clinicId: string, tag: string): string => {
  if (!isUuid(clinicId)) throw new Error('A cache entry belongs to a clinic');
  return `${clinicId}|${tag}|`;
};

/**
 * Reference data (rooms, visit types, settings) in memory, apart for each clinic. Never data of patients: what is kept
 * here outlives the request and the permission it was read with.
 */
export class TenantCache {
  private readonly maxEntries: number;
  private readonly store: NodeCache;
  /** Keys from the one unused for longest to the one used last. */
  private readonly byUse = new Set<string>();

  constructor({ ttlSeconds, maxEntries }: TenantCacheOptions) {
    this.maxEntries = maxEntries;
    // No clones: a copy on every hit would cost more than the query it saves.
    this.store = new NodeCache({ stdTTL: ttlSeconds, checkperiod: 60, useClones: false });
    this.store.on('del', (key: string) => this.byUse.delete(key));
  }

  shelf<T>(tag: string): Shelf<T> {
    return {
      read: (clinicId, key, load) => this.read(prefixOf(clinicId, tag) + key, load),
      drop: (clinicId) => this.dropAll(prefixOf(clinicId, tag)),
    };
  }

  /** Forgets everything of the clinic, whatever its tag. */
  dropClinic(clinicId: string): void {
    this.dropAll(`${clinicId}|`);
  }

  /** Forgets everything of every clinic. */
  clear(): void {
    this.store.flushAll();
    this.byUse.clear();
  }

  stats(): CacheStats {
    const { keys, hits, misses } = this.store.getStats();
    return { entries: keys, hits, misses };
  }

  /** Stops the clean-up timer and forgets everything. */
  close(): void {
    this.clear();
    this.store.close();
  }

  // The promise is kept, not its value: callers meet in one load, and a load that began before a drop is dropped with
  // its key, so it can never put back what is old.
  private read<T>(key: string, load: () => Promise<T>): Promise<T> {
    const kept = this.store.get<Promise<T>>(key);
    if (kept) {
      this.byUse.delete(key);
      this.byUse.add(key);
      return kept;
    }
    const loading = load();
    this.store.set(key, loading);
    this.byUse.add(key);
    this.makeRoom();
    loading.catch(() => {
      if (this.store.get(key) === loading) this.store.del(key);
    });
    return loading;
  }

  private makeRoom(): void {
    for (const key of this.byUse) {
      if (this.byUse.size <= this.maxEntries) return;
      this.store.del(key);
    }
  }

  private dropAll(prefix: string): void {
    for (const key of this.byUse) {
      if (key.startsWith(prefix)) this.store.del(key);
    }
  }
}
