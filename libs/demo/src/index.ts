export { buildDemoClinic } from './build-demo-clinic.ts';
export type { DemoRequest } from './build-demo-clinic.ts';
export type {
  DemoAddress,
  DemoAppointment,
  DemoAppointmentType,
  DemoClinic,
  DemoPatient,
  DemoPractitioner,
  DemoRoom,
  DemoScheduleException,
  DemoStaff,
  DemoWorkingHours,
} from './demo-clinic.ts';
