import {
  bookAppointment,
  changeAppointment,
  changeAppointmentStatus,
  listAppointments,
  listToday,
  readAppointment,
} from '@clinic/contracts';
import type { Mount } from '@clinic/http';
import { Router } from 'express';
import { toAppointment } from './appointments.mapper.ts';
import type { AppointmentsService } from './appointments.service.ts';
import type { BookingService } from './booking.service.ts';
import type { StatusService } from './status.service.ts';

type Services = { appointments: AppointmentsService; booking: BookingService; status: StatusService };

export const appointmentsRoutes = ({ appointments, booking, status }: Services, mount: Mount): Router => {
  const router = Router();
  mount(router, listToday, async ({ context }) => ({
    output: { items: (await appointments.listToday(context)).map(toAppointment) },
  }));
  mount(router, listAppointments, async ({ context, query }) => ({
    output: { items: (await appointments.list(context, query)).map(toAppointment) },
  }));
  mount(router, readAppointment, async ({ context, params }) => ({
    output: toAppointment(await appointments.read(context, params.id)),
  }));
  mount(router, bookAppointment, ({ context, body, write }) => booking.book(context, body, write));
  mount(router, changeAppointment, ({ context, params, body, write }) =>
    booking.change(context, { id: params.id, change: body }, write),
  );
  mount(router, changeAppointmentStatus, ({ context, params, body, write }) =>
    status.change(context, { id: params.id, change: body }, write),
  );
  return router;
};
