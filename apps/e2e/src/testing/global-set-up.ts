import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { busyClinic } from './busy-clinic.ts';
import { freePort, hasEnded, startSystem, until, type Place } from './system.ts';

declare module 'vitest' {
  interface ProvidedContext {
    place: Place;
    clinic: string;
  }
}

const newPlace = async (): Promise<Place> => ({
  dataDir: mkdtempSync(join(tmpdir(), 'clinic-journeys-')),
  portalPort: await freePort(),
  apiPort: await freePort(),
});

/** One that was started by hand, for who writes a journey: `JOURNEYS_ON=folder:portalPort:apiPort`. */
const placeOf = (text: string): Place => {
  const [dataDir = '', portal, api] = text.split(':');
  return { dataDir, portalPort: Number(portal), apiPort: Number(api) };
};

/** Starts one system for all journeys, says where it is, and ends it after the last one. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const given = process.env['JOURNEYS_ON'];
  const place = given ? placeOf(given) : await newPlace();
  const started = given ? undefined : await startSystem(place);
  provide('place', place);
  provide('clinic', await busyClinic(place));
  return async () => {
    if (!started) return;
    started.launcher.kill('SIGTERM');
    await until(() => hasEnded(started.launcher), 20_000);
    rmSync(place.dataDir, { recursive: true, force: true });
  };
};
