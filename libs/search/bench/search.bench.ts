import { PatientIndex } from '../src/index.ts';
import { randomDocument, seededRandom } from '../src/testing.ts';

// Run: npx tsx libs/search/bench/search.bench.ts [patients]. Prints, never fails: a shared machine's times are no test.
const patients = Number(process.argv[2] ?? 100_000);
const random = seededRandom(7);
const milliseconds = (start: bigint): number => Number(process.hrtime.bigint() - start) / 1e6;
const rss = (): number => Math.round(process.memoryUsage().rss / 2 ** 20);

const before = rss();
const index = new PatientIndex();
let building = 0;
let longest = 0;
for (let page = 0; page < patients; page += 1000) {
  const documents = Array.from({ length: 1000 }, (_, place) => randomDocument(page + place, random));
  const start = process.hrtime.bigint();
  index.append(documents);
  const took = milliseconds(start);
  building += took;
  longest = Math.max(longest, took);
}
const finishing = process.hrtime.bigint();
index.finishLoading();
console.log(
  `build ${building.toFixed(0)} ms, longest page ${longest.toFixed(1)} ms, finish ${milliseconds(finishing).toFixed(1)} ms`,
);
console.log(
  `index ${(index.byteSize / 2 ** 20).toFixed(1)} MiB, RSS ${before} -> ${rss()} MiB, ${index.size} patients`,
);

const measure = (name: string, query: string): void => {
  const times: number[] = [];
  let hits = 0;
  let tolerant = 0;
  for (let round = 0; round < 200; round += 1) {
    const start = process.hrtime.bigint();
    const page = index.search(query, { limit: 20, dateOrder: 'dmy' });
    times.push(milliseconds(start));
    hits = page.hits.length;
    tolerant = page.hits.filter((hit) => !hit.exact).length;
  }
  times.sort((left, right) => left - right);
  const at = (part: number): string => (times[Math.floor(times.length * part)] ?? 0).toFixed(3);
  console.log(
    `${name.padEnd(22)} ${query.padEnd(26)} min ${at(0)} p50 ${at(0.5)} p99 ${at(0.99)} ms  ${hits} hits, ${tolerant} near`,
  );
};

measure('everything', '');
measure('very common', 'an');
measure('common fragment', 'mar');
measure('common name', 'smith');
measure('two common', 'maria garcia');
measure('two words, rare', 'zofia bak');
measure('three words', 'jon smith 1984');
measure('two fragments, none', 'kowalski lopez');
measure('made name', 'zivowa');
measure('typo', 'katehrine');
measure('sound', 'stefen kovalsky');
measure('none', 'xqzzwv');
measure('none, long', 'wolkensteinhausen');
measure('last four', '4471');
measure('phone', '0711 22 33 44 5');
measure('international', '+49 711 2233445');
measure('file number', '#15233');
measure('date', '12.3.84');
measure('year', 'maria 1984');
measure('e-mail', 'zofia.bak1@example');
measure('identifier', 'AB 12 34 56 C');
measure('eight words', 'a b c d e f g h');

const changing = process.hrtime.bigint();
let longestChange = 0;
for (let change = 0; change < 2000; change += 1) {
  const start = process.hrtime.bigint();
  index.upsert(randomDocument(random(patients), random));
  longestChange = Math.max(longestChange, milliseconds(start));
}
console.log(`2000 changes ${milliseconds(changing).toFixed(0)} ms, longest ${longestChange.toFixed(1)} ms`);
measure('with an overlay', 'mar');
measure('with an overlay', 'xqzzwv');
