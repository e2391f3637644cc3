import {
  archivePatient,
  changePatient,
  createPatient,
  findLookAlikes,
  listPatients,
  listVisits,
  readPatient,
  restorePatient,
  searchPatients,
} from '@clinic/contracts';
import type { Mount } from '@clinic/http';
import { Router } from 'express';
import type { PatientFinder } from './patient-finder.ts';
import { toPatient, toPatientSummary, toVisit } from './patients.mapper.ts';
import type { PatientsService } from './patients.service.ts';

const DEFAULT_LIMIT = 25;

type Parts = { finder: PatientFinder; service: PatientsService };

export const patientsRoutes = (parts: Parts, mount: Mount): Router => {
  const router = Router();
  mountSearches(router, parts.finder, mount);
  mountRecords(router, parts.service, mount);
  return router;
};

const mountSearches = (router: Router, finder: PatientFinder, mount: Mount): void => {
  mount(router, listPatients, async ({ context, query }) => {
    const { search = '', limit, cursor = null, archived } = query;
    const { found, nextCursor } = await finder.find(context, {
      query: search,
      limit,
      cursor,
      isArchived: archived,
    });
    return { output: { items: found.map(toPatientSummary), nextCursor } };
  });
  mount(router, searchPatients, async ({ context, body }) => {
    const { query, limit = DEFAULT_LIMIT, cursor = null } = body;
    const { found, nextCursor } = await finder.find(context, { query, limit, cursor, isArchived: false });
    return { output: { items: found.map(toPatientSummary), nextCursor } };
  });
};

const mountRecords = (router: Router, service: PatientsService, mount: Mount): void => {
  mount(router, findLookAlikes, async ({ context, body }) => ({
    output: { items: await service.findLookAlikes(context, body) },
  }));
  mount(router, createPatient, ({ context, body, write }) => service.register(context, body, write));
  mount(router, readPatient, async ({ context, params }) => ({
    output: toPatient(await service.read(context, params.id)),
  }));
  mount(router, changePatient, ({ context, params, body, write }) =>
    service.change(context, { id: params.id, change: body }, write),
  );
  mount(router, archivePatient, ({ context, params, write }) =>
    service.archive(context, { id: params.id, isArchived: true }, write),
  );
  mount(router, restorePatient, ({ context, params, write }) =>
    service.archive(context, { id: params.id, isArchived: false }, write),
  );
  mount(router, listVisits, async ({ context, params, query }) => {
    const { rows, nextCursor } = await service.listVisits(context, params.id, query);
    return { output: { items: rows.map(toVisit), nextCursor } };
  });
};
