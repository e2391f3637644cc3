import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What ends the system comes after all that needs it, and what reads what the whole run left behind comes last. */
const LAST = ['launcher', 'logs'];

const placeOf = ({ moduleId }: TestSpecification): number =>
  LAST.findIndex((name) => moduleId.endsWith(`/${name}.e2e.test.ts`));

/** Files by name, so that every run is the same, and the last things last. */
export class LastThingsLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted(
      (one, other) => placeOf(one) - placeOf(other) || one.moduleId.localeCompare(other.moduleId),
    );
  }
}
