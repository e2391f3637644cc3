import type { Mount } from '@clinic/http';
import type { Router } from 'express';
import { appointmentsRoutes } from './appointments.routes.ts';
import { AppointmentsService, type AppointmentsDeps } from './appointments.service.ts';
import { BookingService } from './booking.service.ts';
import { StatusService } from './status.service.ts';

/** Appointments: the calendar, today's board, booking, moving, and the steps of a visit. */
export const appointmentsFeature = (deps: AppointmentsDeps, mount: Mount): Router =>
  appointmentsRoutes(
    {
      appointments: new AppointmentsService(deps),
      booking: new BookingService(deps),
      status: new StatusService(deps),
    },
    mount,
  );
