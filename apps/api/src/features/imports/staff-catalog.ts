import type { Transaction } from '@clinic/database';
import { foldName } from '@clinic/import';
import type { Repositories } from '@clinic/repositories';

type Named = { id: string; name: string };

/** Ids by name, those left out whose name two share. */
const byName = (things: readonly Named[]): Map<string, string> => {
  const ids = new Map<string, string>();
  const shared = new Set<string>();
  for (const { id, name } of things) {
    const folded = foldName(name);
    if (ids.has(folded)) shared.add(folded);
    ids.set(folded, id);
  }
  for (const name of shared) ids.delete(name);
  return ids;
};

/**
 * Who works in the clinic, where, and what it offers, by name. Staff and rooms that the clinic entered itself are found by
 * name; those of imports have ids of their own to be found by, and two of one name stay two.
 */
export class StaffCatalog {
  private readonly practitioners: Map<string, string>;
  private readonly rooms: Map<string, string>;
  private readonly types: Map<string, string>;
  private readonly entered: ReadonlySet<string>;

  private constructor(entered: { practitioners: Named[]; rooms: Named[]; types: Named[] }) {
    this.entered = new Set(entered.practitioners.map(({ id }) => id));
    this.practitioners = byName(entered.practitioners);
    this.rooms = byName(entered.rooms);
    this.types = new Map(entered.types.map(({ id, name }) => [foldName(name), id]));
  }

  static async load(
    tx: Transaction,
    repositories: Pick<Repositories, 'importRecords' | 'reference'>,
  ): Promise<StaffCatalog> {
    const { reference, importRecords } = repositories;
    const [practitioners, rooms, types, importedStaff, importedRooms] = await Promise.all([
      reference.listPractitioners(tx),
      reference.listRooms(tx),
      reference.listAppointmentTypes(tx),
      importRecords.listImportedIds(tx, 'Practitioner'),
      importRecords.listImportedIds(tx, 'Location'),
    ]);
    const imported = new Set([...importedStaff, ...importedRooms]);
    const isEntered = ({ id }: Named): boolean => !imported.has(id);
    return new StaffCatalog({
      practitioners: practitioners.filter(isEntered),
      rooms: rooms.filter(isEntered),
      types,
    });
  }

  findPractitioner(names: readonly string[]): string | undefined {
    return names.map((name) => this.practitioners.get(foldName(name))).find((id) => id !== undefined);
  }

  /** Whether the clinic entered this practitioner itself. */
  isEntered(practitionerId: string): boolean {
    return this.entered.has(practitionerId);
  }

  findRoom(name: string): string | undefined {
    return this.rooms.get(foldName(name));
  }

  findType(name: string): string | undefined {
    return this.types.get(foldName(name));
  }

  addType(name: string, id: string): void {
    this.types.set(foldName(name), id);
  }
}
