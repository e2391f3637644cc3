// Prints what is known of the demo patients, one JSON list: what a dump of the database must not contain in clear.
import { buildDemoClinic } from '@clinic/demo';
import { DEMO_SEED } from '../apps/api/src/commands/demo-seed.ts';

const [at = ''] = process.argv.slice(2);
const { patients } = buildDemoClinic({ seed: DEMO_SEED, now: new Date(at), ordinal: 1 });
const people = patients.map(({ familyName, givenName, phone, email, birthDate, notes }) => ({
  names: [familyName, givenName].filter((name) => name !== null),
  values: [phone, email, birthDate, notes].filter((value) => value !== null),
}));
process.stdout.write(JSON.stringify(people));
