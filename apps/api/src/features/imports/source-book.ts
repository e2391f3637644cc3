import type { Transaction } from '@clinic/database';
import type { ImportedReference } from '@clinic/import';
import {
  importSourceKey,
  type ClinicCipher,
  type NewImportSource,
  type Repositories,
} from '@clinic/repositories';

export type SourceKind = 'patient' | 'practitioner' | 'location' | 'appointment' | 'encounter' | 'clinical';

/** What stands for a thing in its own system: its id there, or an identifier. */
export type SourceName = { kind: SourceKind } & ({ sourceId: string } | { system: string; value: string });

const textOf = (name: SourceName): string =>
  JSON.stringify(
    'sourceId' in name
      ? [name.kind, 'id', name.sourceId]
      : [name.kind, 'identifier', name.system, name.value],
  );

/**
 * The names by which a reference may be found. A patient is found by id alone: an identifier that two people share by
 * mistake would put one's visits into the other's record.
 */
export const namesOf = (kind: SourceKind, reference: ImportedReference | null): SourceName[] => {
  if (!reference) return [];
  const { sourceId, identifier } = reference;
  return [
    ...(sourceId === null ? [] : [{ kind, sourceId }]),
    ...(identifier === null || kind === 'patient' ? [] : [{ kind, ...identifier }]),
  ];
};

/** Where the ids of the source lead: looked up batch by batch; a dry run, which writes nothing, remembers its own. */
export class SourceBook {
  private readonly cipher: ClinicCipher;
  private readonly records: Pick<Repositories['importRecords'], 'listSources'>;
  private readonly remembers: boolean;
  private readonly known = new Map<string, string>();
  /** Keys of the batch at work: a name is hashed once. */
  private keys = new Map<string, Buffer>();
  private readonly remembered = new Map<string, string>();
  private added: NewImportSource[] = [];

  constructor(options: {
    cipher: ClinicCipher;
    records: Pick<Repositories['importRecords'], 'listSources'>;
    remembers: boolean;
  }) {
    this.cipher = options.cipher;
    this.records = options.records;
    this.remembers = options.remembers;
  }

  /** Looks up all names of a batch at once; what was known before is let go. */
  async prime(tx: Transaction, names: readonly SourceName[]): Promise<void> {
    this.known.clear();
    this.keys = new Map(
      [...new Set(names.map(textOf))].map((text) => [text, importSourceKey(this.cipher, text)]),
    );
    const rows = await this.records.listSources(tx, [...this.keys.values()]);
    const idByKey = new Map(rows.map((row) => [row.sourceKey.toString('hex'), row.entityId]));
    for (const [text, key] of this.keys) {
      const id = idByKey.get(key.toString('hex')) ?? this.remembered.get(text);
      if (id !== undefined) this.known.set(text, id);
    }
  }

  find(names: readonly SourceName[]): string | undefined {
    for (const name of names) {
      const id = this.known.get(textOf(name));
      if (id !== undefined) return id;
    }
    return undefined;
  }

  /** From now on this name leads there; one that leads somewhere already stays. */
  add(name: SourceName, entityId: string): void {
    const text = textOf(name);
    if (this.known.has(text)) return;
    this.known.set(text, entityId);
    if (this.remembers) this.remembered.set(text, entityId);
    else this.added.push({ sourceKey: this.keyOf(text), kind: name.kind, entityId });
  }

  private keyOf(text: string): Buffer {
    return this.keys.get(text) ?? importSourceKey(this.cipher, text);
  }

  takeAdded(): NewImportSource[] {
    const { added } = this;
    this.added = [];
    return added;
  }
}
