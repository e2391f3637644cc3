import type { RecordPlace } from '@clinic/import';

/** Which record of the run became which patient. */
export class RunPeople {
  private readonly byFile = new Map<string, Map<number, string>>();
  private readonly ids = new Set<string>();

  add({ file, record }: RecordPlace, patientId: string): void {
    const records = this.byFile.get(file) ?? new Map<number, string>();
    this.byFile.set(file, records.set(record, patientId));
    this.ids.add(patientId);
  }

  idAt({ file, record }: RecordPlace): string | undefined {
    return this.byFile.get(file)?.get(record);
  }

  has(patientId: string): boolean {
    return this.ids.has(patientId);
  }
}
