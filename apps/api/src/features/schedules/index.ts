import type { Mount } from '@clinic/http';
import type { Router } from 'express';
import { schedulesRoutes } from './schedules.routes.ts';
import { SchedulesService, type SchedulesDeps } from './schedules.service.ts';

/** Who works when and on what, and which times are free. */
export const schedulesFeature = (deps: SchedulesDeps, mount: Mount): Router =>
  schedulesRoutes(new SchedulesService(deps), mount);
