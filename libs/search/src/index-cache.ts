import type { PatientIndex } from './patient-index.ts';

/** The searchable indexes of the clinics in use, within a byte budget: the one unused longest goes first. */
export class IndexCache {
  // A Map keeps the order of insertion: the least recently used clinic stands first.
  private readonly indexes = new Map<string, PatientIndex>();
  private readonly maxBytes: number;
  private evictions = 0;

  constructor(options: { maxBytes: number }) {
    this.maxBytes = options.maxBytes;
  }

  /** The clinic's index, which counts as used now. */
  get(clinicId: string): PatientIndex | undefined {
    const index = this.indexes.get(clinicId);
    if (index) this.put(clinicId, index);
    return index;
  }

  /** Holds the index. It stays even if it alone is above the budget: the clinic in use must be searchable. */
  put(clinicId: string, index: PatientIndex): void {
    this.indexes.delete(clinicId);
    this.indexes.set(clinicId, index);
    // Indexes grow while they load and change, so the sum is taken anew.
    let bytes = this.stats().bytes;
    for (const [oldest, held] of this.indexes) {
      if (bytes <= this.maxBytes || oldest === clinicId) return;
      this.indexes.delete(oldest);
      bytes -= held.byteSize;
      this.evictions += 1;
    }
  }

  delete(clinicId: string): void {
    this.indexes.delete(clinicId);
  }

  /** For metrics: clinics, patients and bytes held now, evictions since the start. */
  stats(): { clinics: number; patients: number; bytes: number; evictions: number } {
    let [patients, bytes] = [0, 0];
    for (const index of this.indexes.values()) {
      patients += index.size;
      bytes += index.byteSize;
    }
    return { clinics: this.indexes.size, patients, bytes, evictions: this.evictions };
  }
}
