import type { Blocking } from '@clinic/repositories';

type Span = { startsAt: Date; endsAt: Date };

export type WantedTime = Span & { practitionerId: string; roomId: string | null; patientId: string };

const overlaps = (one: Span, other: Span): boolean =>
  one.startsAt < other.endsAt && other.startsAt < one.endsAt;

class Spans {
  private readonly byOwner = new Map<string, Span[]>();

  add(owner: string, span: Span): void {
    const spans = this.byOwner.get(owner);
    if (spans) spans.push(span);
    else this.byOwner.set(owner, [span]);
  }

  isFree(owner: string, span: Span): boolean {
    return !(this.byOwner.get(owner) ?? []).some((held) => overlaps(held, span));
  }

  clear(): void {
    this.byOwner.clear();
  }
}

const ownersOf = (wanted: WantedTime): string[] => [
  `practitioner ${wanted.practitionerId}`,
  `patient ${wanted.patientId}`,
  ...(wanted.roomId === null ? [] : [`room ${wanted.roomId}`]),
];

/**
 * Which times are promised, by the rules of the schema: a practitioner and a room once in the ordinary lane, a patient
 * once at all. What a batch takes is in the database afterwards; a dry run remembers it instead.
 */
export class HeldTimes {
  private readonly inDatabase = new Spans();
  private readonly taken = new Spans();
  private readonly remembers: boolean;

  constructor(remembers: boolean) {
    this.remembers = remembers;
  }

  /** Starts a batch from what the database holds. */
  load(rows: readonly Blocking[]): void {
    this.inDatabase.clear();
    if (!this.remembers) this.taken.clear();
    for (const row of rows) {
      this.inDatabase.add(`patient ${row.patientId}`, row);
      if (row.lane > 0) continue;
      this.inDatabase.add(`practitioner ${row.practitionerId}`, row);
      if (row.roomId !== null) this.inDatabase.add(`room ${row.roomId}`, row);
    }
  }

  /** Takes the time if it is free. */
  take(wanted: WantedTime): boolean {
    const owners = ownersOf(wanted);
    const isFree = owners.every(
      (owner) => this.inDatabase.isFree(owner, wanted) && this.taken.isFree(owner, wanted),
    );
    if (isFree) for (const owner of owners) this.taken.add(owner, wanted);
    return isFree;
  }
}
