import {
  listAppointmentTypes,
  listLoads,
  listPractitioners,
  listRooms,
  listSlots,
  readSchedule,
} from '@clinic/contracts';
import type { Mount } from '@clinic/http';
import { Router } from 'express';
import type { SchedulesService } from './schedules.service.ts';

export const schedulesRoutes = (service: SchedulesService, mount: Mount): Router => {
  const router = Router();
  mount(router, listPractitioners, async ({ context }) => ({
    output: { items: (await service.reference(context)).practitioners },
  }));
  mount(router, listRooms, async ({ context }) => ({
    output: { items: (await service.reference(context)).rooms },
  }));
  mount(router, listAppointmentTypes, async ({ context }) => ({
    output: { items: (await service.reference(context)).types },
  }));
  mount(router, readSchedule, async ({ context, query }) => ({
    output: { items: await service.schedule(context, query) },
  }));
  mount(router, listLoads, async ({ context, query }) => ({
    output: { items: await service.loads(context, query) },
  }));
  mount(router, listSlots, async ({ context, query }) => ({
    output: { items: await service.slots(context, query) },
  }));
  return router;
};
