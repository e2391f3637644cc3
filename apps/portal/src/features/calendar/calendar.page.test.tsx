import {
  bookAppointment,
  changeAppointment,
  changeAppointmentStatus,
  listAppointments,
  listAppointmentTypes,
  listLoads,
  listSlots,
  readAppointment,
  readPatient,
  readSchedule,
  searchPatients,
  type Appointment,
  type AppointmentType,
  type Me,
} from '@clinic/contracts';
import { anId } from '@clinic/contracts/testing';
import { AppError, notAllowed, staleVersion, unavailable } from '@clinic/core';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  aClinicApi,
  aMe,
  anAppointment,
  aPatientFile,
  aPractitioner,
  aRoom,
  aSummary,
} from '../../testing/builders.ts';
import { deferred } from '../../testing/deferred.ts';
import type { FakeApi } from '../../testing/fake-api.ts';
import { accessibilityProblems, renderRoute } from '../../testing/render-route.tsx';

const osei = aPractitioner('Dr Osei');
const rao = aPractitioner('Dr Rao');
const room = aRoom('Room 2');

const aType = (name: string, durationMinutes: number): AppointmentType => ({
  id: anId(),
  name,
  durationMinutes,
  bufferBeforeMinutes: 0,
  bufferAfterMinutes: 0,
  version: 1,
  isActive: true,
});

const checkUp = aType('Check-up', 30);
const longVisit = aType('First visit', 60);

const at = (time: string, date = '2026-11-23'): string => `${date}T${time}:00Z`;

const aVisit = (start: string, end: string, more: Parameters<typeof anAppointment>[0] = {}): Appointment =>
  anAppointment({
    practitionerId: osei.id,
    typeId: checkUp.id,
    startsAt: at(start),
    endsAt: at(end),
    ...more,
  });

const li = (more: Parameters<typeof anAppointment>[0] = {}): Appointment =>
  aVisit('11:00', '11:30', {
    reason: 'Travel advice',
    ...more,
    patient: { name: { familyName: 'Li', givenName: 'Jo', language: null } },
  });

const dates = ['22', '23', '24', '25', '26', '27', '28', '29'].map((day) => `2026-11-${day}`);

const hours = dates.flatMap((date) =>
  [osei, rao].flatMap(({ id }) => [
    {
      practitionerId: id,
      kind: 'open' as const,
      startsAt: at('09:00', date),
      endsAt: at('12:00', date),
      reason: null,
    },
    {
      practitionerId: id,
      kind: 'blocked' as const,
      startsAt: at('12:00', date),
      endsAt: at('13:00', date),
      reason: 'Lunch',
    },
    {
      practitionerId: id,
      kind: 'open' as const,
      startsAt: at('13:00', date),
      endsAt: at('17:00', date),
      reason: null,
    },
  ]),
);

type Place = { visits?: Appointment[]; me?: Me };

const inRange = (visits: readonly Appointment[], query: Record<string, unknown>): Appointment[] =>
  visits.filter(({ startsAt, practitionerId }) => {
    const isOf = query['practitionerId'] === undefined || query['practitionerId'] === practitionerId;
    return isOf && startsAt >= String(query['from']) && startsAt < String(query['to']);
  });

/** A calendar with two practitioners who work from nine to five; changes are kept, as a server would. */
const aCalendarApi = ({ visits = [], me = aMe() }: Place = {}): FakeApi & { visits: Appointment[] } => {
  const kept = [...visits];
  const put = (changed: Appointment): Appointment => {
    const index = kept.findIndex(({ id }) => id === changed.id);
    if (index < 0) kept.push(changed);
    else kept[index] = changed;
    return changed;
  };
  const of = (id: string | undefined): Appointment => {
    const found = kept.find((visit) => visit.id === id);
    if (!found) throw new Error('the test asked for a visit that is not there');
    return found;
  };
  const api = aClinicApi({ me, practitioners: [osei, rao], rooms: [room] })
    .answers(listAppointmentTypes, { items: [checkUp, longVisit] })
    .answers(listAppointments, ({ query }) => ({ items: inRange(kept, query) }))
    .answers(readSchedule, { items: hours })
    .answers(listLoads, { items: [] })
    .answers(readAppointment, ({ params }) => of(params['id']))
    .answers(changeAppointment, ({ params, body }) => {
      const before = of(params['id']);
      const startsAt = String(body['startsAt']);
      const minutes = Number(body['durationMinutes']);
      return put({
        ...before,
        practitionerId: String(body['practitionerId']),
        startsAt,
        endsAt: new Date(Date.parse(startsAt) + minutes * 60_000).toISOString(),
        version: before.version + 1,
      });
    })
    .answers(changeAppointmentStatus, ({ params, body }) => {
      const before = of(params['id']);
      return put({
        ...before,
        status: body['status'] as Appointment['status'],
        previousStatus: before.status,
        version: before.version + 1,
      });
    })
    .answers(bookAppointment, ({ body }) =>
      put(
        aVisit('09:00', '09:30', {
          practitionerId: String(body['practitionerId']),
          startsAt: String(body['startsAt']),
          endsAt: new Date(Date.parse(String(body['startsAt'])) + 1_800_000).toISOString(),
        }),
      ),
    );
  return Object.assign(api, { visits: kept });
};

const MINUTES = 600;

/** A browser has boxes: each column is 100 wide and as many pixels high as it has minutes, from 08:00 on. */
const boxOf = (element: Element): DOMRect => {
  const index = element instanceof HTMLElement ? element.dataset['ground'] : undefined;
  return index === undefined ? new DOMRect(0, 0, 100, 30) : new DOMRect(Number(index) * 100, 0, 100, MINUTES);
};

beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
    return boxOf(this);
  });
});

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) - 480;

const grid = (): Promise<HTMLElement> => screen.findByRole('grid');

const press = async (column: number, time: string): Promise<void> => {
  fireEvent.click(await grid(), { clientX: column * 100 + 50, clientY: minuteOf(time) });
};

const visitOf = (name: RegExp): Promise<HTMLElement> => screen.findByRole('button', { name });

const cursor = (): string => document.activeElement?.getAttribute('aria-label') ?? '';

const open = (place: Place & { address?: string; api?: FakeApi } = {}) =>
  renderRoute({ at: place.address ?? '/calendar', api: place.api ?? aCalendarApi(place) });

describe('the day', () => {
  it('has a column for each practitioner and a block for each visit', async () => {
    await open({ visits: [li(), aVisit('09:00', '09:15', { practitionerId: rao.id })] });
    expect(await screen.findByRole('columnheader', { name: /Dr Osei/ })).toHaveTextContent('7 % booked');
    expect(screen.getByRole('columnheader', { name: /Dr Rao/ })).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: 'Li, Jo 11:00 Travel advice, until 11:30, Due, Dr Osei' }),
    ).toBeInTheDocument();
  });

  it('says what nobody is booked into: free, closed, blocked and why', async () => {
    await open();
    expect(await screen.findByRole('gridcell', { name: '09:00 to 12:00, Dr Rao, free' })).toBeInTheDocument();
    expect(screen.getAllByRole('gridcell', { name: /12:00 to 13:00, Dr \w+, Lunch/ })).toHaveLength(2);
    expect(screen.getAllByRole('gridcell', { name: /17:00 to 18:00, Dr \w+, closed/ })).toHaveLength(2);
    expect(screen.getByText('Nobody is booked on this day yet.')).toBeInTheDocument();
  });

  it('says of a visit that it is overbooked and what its patient must not be given', async () => {
    const allergic = li({ overbooked: true, overbookReason: 'Cannot wait', lane: 1 });
    allergic.patient.alerts = [{ kind: 'allergy', label: 'Penicillin', severity: 'high' }];
    await open({ visits: [allergic] });
    const block = await visitOf(/Overbooked, Allergy: Penicillin/);
    expect(block).toHaveAttribute(
      'title',
      'Li, Jo 11:00 Travel advice, until 11:30, Due, Dr Osei, Overbooked: Cannot wait, Allergy: Penicillin',
    );
  });

  it('leaves cancelled visits out and shows who did not come', async () => {
    await open({ visits: [li({ status: 'cancelled' }), aVisit('10:00', '10:30', { status: 'noshow' })] });
    expect(await visitOf(/No-show/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Li, Jo/ })).not.toBeInTheDocument();
  });

  it('finds nothing wrong for who uses a screen reader', async () => {
    await open({ visits: [li(), aVisit('09:00', '09:10')] });
    await grid();
    expect(await accessibilityProblems()).toEqual([]);
  });
});

describe('the way through the days', () => {
  it('keeps the view in the address', async () => {
    const { user, place } = await open({ visits: [li()] });
    await grid();
    await user.click(screen.getByRole('button', { name: 'The day after' }));
    await screen.findByRole('heading', { name: 'Tuesday 24 November' });
    expect(place()).toBe('/calendar?date=2026-11-24');
    await user.click(within(screen.getByRole('main')).getByRole('link', { name: 'Today' }));
    await screen.findByRole('heading', { name: 'Monday 23 November' });
  });

  it('goes by key: back, on, today, week, day', async () => {
    const { user, place } = await open();
    await grid();
    await user.keyboard(']');
    await screen.findByRole('heading', { name: 'Tuesday 24 November' });
    await user.keyboard('[[[[');
    await screen.findByRole('heading', { name: 'Sunday 22 November' });
    await user.keyboard('t');
    await screen.findByRole('heading', { name: 'Monday 23 November' });
    await user.keyboard('7');
    await screen.findByRole('heading', { name: /Week 48/ });
    expect(place()).toBe(`/calendar?view=week&date=2026-11-23&practitioners=${osei.id}`);
    await user.keyboard('1');
    await screen.findByRole('heading', { name: 'Monday 23 November' });
  });

  it('shows only whom one wants to see', async () => {
    const { user, place } = await open();
    await user.click(await screen.findByRole('button', { name: '2 practitioners' }));
    await user.click(await screen.findByRole('checkbox', { name: /Dr Osei/ }));
    await waitFor(() =>
      expect(screen.queryByRole('columnheader', { name: /Dr Osei/ })).not.toBeInTheDocument(),
    );
    expect(place()).toBe(`/calendar?practitioners=${rao.id}`);
  });
});

describe('the week', () => {
  const address = `/calendar?view=week&date=2026-11-23&practitioners=${osei.id}`;

  it('has a column for each day of one practitioner, and says how full it is', async () => {
    const api = aCalendarApi({
      visits: [li(), li({ startsAt: at('09:00', '2026-11-25'), endsAt: at('12:30', '2026-11-25') })],
    });
    await open({ api, address });
    expect(await screen.findByRole('columnheader', { name: /Wed 25/ })).toHaveTextContent('50 % booked');
    expect(screen.getAllByRole('columnheader')).toHaveLength(8);
    expect(api.asked(listAppointments)[0]?.query).toMatchObject({ practitionerId: osei.id });
    expect(await accessibilityProblems()).toEqual([]);
  });

  it('moves a visit to another day by key', async () => {
    const api = aCalendarApi({ visits: [li()] });
    const { user } = await open({ api, address });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('m{ArrowRight}{Enter}');
    await waitFor(() => expect(api.asked(changeAppointment)).toHaveLength(1));
    expect(api.asked(changeAppointment)[0]?.body).toMatchObject({ startsAt: '2026-11-24T11:00:00.000Z' });
    expect(await screen.findByText(/is at 24 Nov, 11:00 with Dr Osei/)).toBeInTheDocument();
  });
});

describe('the cursor', () => {
  it('walks over time and across columns, and only one cell is on the way of Tab', async () => {
    const { user } = await open({ visits: [li()] });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('{ArrowUp}');
    expect(cursor()).toBe('10:45 to 11:00, Dr Osei, free');
    await user.keyboard('{ArrowRight}');
    expect(cursor()).toBe('10:45 to 11:00, Dr Rao, free');
    await user.keyboard('{PageDown}');
    expect(cursor()).toBe('11:45 to 12:00, Dr Rao, free');
    await user.keyboard('{ArrowDown}');
    expect(cursor()).toBe('12:00 to 13:00, Dr Rao, Lunch');
    await user.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}{ArrowUp}{Home}');
    expect(cursor()).toContain('Li, Jo 11:00');
    const reachable = document.querySelectorAll('[role="grid"] [tabindex="0"]');
    expect(reachable).toHaveLength(1);
  });
});

describe('booking', () => {
  const keelin = aSummary();
  const find = (api: FakeApi): FakeApi => api.answers(searchPatients, { items: [keelin], nextCursor: null });

  it('takes a press, a name and a press', async () => {
    const api = find(aCalendarApi());
    const { user } = await open({ api });
    await press(1, '14:35');
    const dialog = await screen.findByRole('dialog', { name: 'Book 14:30 with Dr Rao' });
    await user.type(within(dialog).getByRole('combobox', { name: 'Patient' }), 'obrennan');
    await user.keyboard('{Enter}');
    await within(dialog).findByRole('button', { name: 'Someone else' });
    await user.click(within(dialog).getByRole('button', { name: /^Book/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(api.asked(bookAppointment)[0]?.body).toEqual({
      id: expect.any(String),
      patientId: keelin.id,
      practitionerId: rao.id,
      typeId: checkUp.id,
      startsAt: '2026-11-23T14:30:00.000Z',
    });
    expect(await screen.findByText(/is booked at 14:30 with Dr Rao/)).toBeInTheDocument();
  });

  it('asked again because no answer came, books the same visit and not a second one', async () => {
    const patient = aPatientFile();
    const api = aCalendarApi()
      .answers(readPatient, patient)
      .rejects(bookAppointment, unavailable('The server'));
    const { user } = await open({ api, address: `/calendar?patient=${patient.id}` });
    await press(0, '15:00');
    const dialog = await screen.findByRole('dialog');
    const book = (): Promise<void> => user.click(within(dialog).getByRole('button', { name: /^Book/ }));
    await book();
    await within(dialog).findByText(/The server did not answer/);
    await book();
    await waitFor(() => expect(api.asked(bookAppointment)).toHaveLength(2));
    const [first, second] = api.asked(bookAppointment).map(({ body }) => body);
    expect(second).toEqual(first);
  });

  it('begins with Enter on a free cell, and Esc gives the cell its focus back', async () => {
    const { user } = await open({ api: find(aCalendarApi({ visits: [li()] })) });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('{ArrowDown}{Enter}');
    await screen.findByRole('dialog', { name: 'Book 11:30 with Dr Osei' });
    expect(await accessibilityProblems()).toEqual([]);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(cursor()).toBe('11:30 to 11:45, Dr Osei, free'));
  });

  it('offers the type that fits into the gap', async () => {
    const gap = [aVisit('14:00', '15:00'), aVisit('15:30', '16:00')];
    const long = ['2026-11-23T09:00:00Z', '2026-11-23T10:00:00Z'].map((startsAt) =>
      aVisit('09:00', '10:00', { startsAt, typeId: longVisit.id, practitionerId: osei.id }),
    );
    await open({ visits: [...gap, ...long, aVisit('16:00', '17:00', { typeId: longVisit.id })] });
    await press(0, '15:00');
    expect(await screen.findByRole('dialog', { name: 'Book 15:00 with Dr Osei' })).toBeInTheDocument();
    expect(screen.getByRole('combobox', { name: 'Type' })).toHaveDisplayValue('Check-up, 30 min');
  });

  it('knows the patient who was chosen before', async () => {
    const patient = aPatientFile({ familyName: 'Nwosu', givenName: 'Ifeoma' });
    const api = aCalendarApi().answers(readPatient, patient);
    const { user, place } = await open({ api, address: `/calendar?patient=${patient.id}` });
    expect(await screen.findByText(/Booking for/)).toHaveTextContent('Nwosu, Ifeoma');
    await press(0, '15:00');
    await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: /^Book/ }));
    await waitFor(() => expect(place()).toBe('/calendar?date=2026-11-23'));
    expect(api.asked(bookAppointment)[0]?.body['patientId']).toBe(patient.id);
  });

  it('says why a time cannot be had and books a free one near it with one press', async () => {
    const patient = aPatientFile();
    const api = aCalendarApi({ visits: [li()], me: aMe('nurse') }).answers(readPatient, patient);
    const { user } = await open({ api, address: `/calendar?patient=${patient.id}` });
    await press(0, '10:50');
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByRole('alert')).toHaveTextContent('Dr Osei has Li, Jo from 11:00 to 11:30.');
    expect(within(dialog).getByRole('button', { name: /^Overbook|^Book$/ })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await user.click(within(dialog).getByRole('button', { name: 'Book 10:30' }));
    await waitFor(() => expect(api.asked(bookAppointment)).toHaveLength(1));
    expect(api.asked(bookAppointment)[0]?.body['startsAt']).toBe('2026-11-23T10:30:00.000Z');
  });

  it('shows what the server offers when somebody was faster', async () => {
    const patient = aPatientFile();
    const taken = new AppError('slot_taken', 'This time is already taken', {
      extra: {
        blocking: [{ startsAt: at('15:00'), endsAt: at('15:30'), what: 'practitioner' }],
        alternatives: [
          { startsAt: at('15:30'), endsAt: at('16:00'), practitionerId: osei.id },
          { startsAt: at('09:00', '2026-11-24'), endsAt: at('09:30', '2026-11-24'), practitionerId: osei.id },
        ],
      },
    });
    const api = aCalendarApi().answers(readPatient, patient).rejects(bookAppointment, taken);
    const { user } = await open({ api, address: `/calendar?patient=${patient.id}` });
    await press(0, '15:00');
    const dialog = await screen.findByRole('dialog');
    await user.click(within(dialog).getByRole('button', { name: /^Book/ }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'This time was taken in the meantime, from 15:00 to 15:30.',
    );
    expect(within(dialog).getByRole('button', { name: 'Book 15:30' })).toBeInTheDocument();
    expect(within(dialog).getByRole('button', { name: 'Book 24 Nov, 09:00' })).toBeInTheDocument();
  });

  it('overbooks with a reason', async () => {
    const patient = aPatientFile();
    const api = aCalendarApi({ visits: [li()] }).answers(readPatient, patient);
    const { user } = await open({ api, address: `/calendar?patient=${patient.id}` });
    await press(0, '10:50');
    const dialog = await screen.findByRole('dialog', { name: 'Overbook 10:45 with Dr Osei?' });
    await user.click(within(dialog).getByRole('button', { name: /^Overbook/ }));
    expect(api.asked(bookAppointment)).toHaveLength(0);
    await user.type(within(dialog).getByRole('textbox', { name: 'Why it cannot wait' }), 'Results{Enter}');
    await waitFor(() => expect(api.asked(bookAppointment)).toHaveLength(1));
    expect(api.asked(bookAppointment)[0]?.body).toMatchObject({ overbook: { reason: 'Results' } });
  });

  it('books once however often it is pressed', async () => {
    const patient = aPatientFile();
    const answer = deferred<Appointment>();
    const api = aCalendarApi()
      .answers(readPatient, patient)
      .answers(bookAppointment, () => answer.promise);
    const { user } = await open({ api, address: `/calendar?patient=${patient.id}` });
    await press(0, '14:00');
    const dialog = await screen.findByRole('dialog');
    await user.dblClick(within(dialog).getByRole('button', { name: /^Book/ }));
    await user.keyboard('{Control>}{Enter}{/Control}');
    answer.resolve(aVisit('14:00', '14:30'));
    expect(await screen.findByText(/is booked at/)).toBeInTheDocument();
    expect(api.asked(bookAppointment)).toHaveLength(1);
  });

  it('registers who is not there yet and comes back to the same time', async () => {
    const api = aCalendarApi().answers(searchPatients, { items: [], nextCursor: null });
    const { user, place, registration } = await open({ api });
    await press(1, '14:30');
    const dialog = await screen.findByRole('dialog');
    await user.type(within(dialog).getByRole('combobox', { name: 'Patient' }), 'ifeoma nwosu');
    await waitFor(() => expect(api.asked(searchPatients).at(-1)?.body['query']).toBe('ifeoma nwosu'));
    await user.click(await within(dialog).findByRole('option', { name: /Register “ifeoma nwosu”/ }));
    await waitFor(() => expect(place()).toBe('/patients/new'));
    expect(registration.take()).toBeUndefined();
    expect(await screen.findByDisplayValue('Nwosu')).toBeInTheDocument();
  });

  it('begins now in the quarter of an hour that runs', async () => {
    await open();
    await press(0, '10:20');
    expect(await screen.findByRole('dialog', { name: 'Book 10:25 with Dr Osei' })).toBeInTheDocument();
  });

  it('finds the next free time', async () => {
    const slot = {
      startsAt: at('09:00', '2026-11-25'),
      endsAt: at('09:30', '2026-11-25'),
      practitionerId: rao.id,
    };
    const api = aCalendarApi()
      .answers(listSlots, ({ query }) => ({ items: String(query['to']) > '2026-11-26' ? [slot] : [] }))
      .answers(searchPatients, { items: [], nextCursor: null });
    const { user, place } = await open({ api });
    await grid();
    await user.keyboard('f');
    expect(await screen.findByRole('dialog', { name: 'Book 09:00 with Dr Rao' })).toBeInTheDocument();
    expect(place()).toBe('/calendar?date=2026-11-25');
    expect(api.asked(listSlots)).toHaveLength(2);
  });

  const bookNextFree = async (key: string): Promise<FakeApi> => {
    const patient = aPatientFile();
    const times = ['15:00', '15:30'].map((time) => ({
      startsAt: at(time),
      endsAt: at(time === '15:00' ? '15:30' : '16:00'),
      practitionerId: rao.id,
    }));
    // Where the cursor is there is a visit: what is booked is the next free time.
    const api = aCalendarApi({ visits: [aVisit('10:15', '10:45')] }).answers(readPatient, patient);
    // What is booked is free no more.
    api.answers(listSlots, () => ({ items: times.slice(api.asked(bookAppointment).length) }));
    const { user } = await open({ api, address: `/calendar?patient=${patient.id}` });
    await grid();
    await user.keyboard(key);
    await screen.findByRole('dialog', { name: 'Book 15:00 with Dr Rao' });
    await user.keyboard('{Control>}{Enter}{/Control}');
    expect(await screen.findByText(/is booked at 15:00/)).toBeInTheDocument();
    return api;
  };

  it.each(['f', 'b'])('is over when the next free time is booked: %s asked once', async (key) => {
    const api = await bookNextFree(key);
    const before = api.asked(listAppointments).length;
    await act(async () => {
      window.dispatchEvent(new Event('online'));
    });
    await waitFor(() => expect(api.asked(listAppointments).length).toBeGreaterThan(before));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.queryByText('Looking…')).not.toBeInTheDocument();
    expect(api.asked(listSlots)).toHaveLength(1);
    expect(api.asked(bookAppointment)).toHaveLength(1);
  });

  it('waits for no free time once somebody has chosen one', async () => {
    const slot = { startsAt: at('15:00'), endsAt: at('15:30'), practitionerId: rao.id };
    const answer = deferred<{ items: (typeof slot)[] }>();
    const api = aCalendarApi().answers(listSlots, () => answer.promise);
    const { user } = await open({ api });
    await grid();
    await user.keyboard('f');
    await waitFor(() => expect(api.asked(listSlots)).toHaveLength(1));
    await press(0, '14:00');
    await screen.findByRole('dialog', { name: 'Book 14:00 with Dr Osei' });
    await act(async () => answer.resolve({ items: [slot] }));
    expect(screen.getByRole('dialog')).toHaveAccessibleName('Book 14:00 with Dr Osei');
  });

  it('is not offered to who may only look', async () => {
    await open({ me: aMe('billing'), visits: [li()] });
    await press(0, '14:00');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /^Book/ })).not.toBeInTheDocument();
  });
});

describe('moving', () => {
  it('says before the drop whether the place is free, and takes the nearest free time with Enter', async () => {
    const api = aCalendarApi({
      visits: [
        li(),
        aVisit('11:15', '11:45', {
          practitionerId: rao.id,
          patient: { name: { familyName: 'Grünewald', givenName: null, language: null } },
        }),
      ],
    });
    const { user } = await open({ api });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('m{ArrowRight}');
    expect(await screen.findByText('Cannot drop here')).toBeInTheDocument();
    expect(screen.getByText(/Dr Rao has/)).toHaveTextContent(
      'Dr Rao has Grünewald from 11:15 to 11:45. Check-up needs 30 min.',
    );
    await user.keyboard('{Enter}');
    await waitFor(() => expect(api.asked(changeAppointment)).toHaveLength(1));
    expect(api.asked(changeAppointment)[0]).toMatchObject({
      ifMatch: 1,
      body: { practitionerId: rao.id, startsAt: '2026-11-23T10:45:00.000Z', durationMinutes: 30 },
    });
  });

  it('names two free times where it cannot be dropped, of later days when this one is full', async () => {
    const full = [
      aVisit('10:00', '11:00', { typeId: longVisit.id }),
      aVisit('11:30', '12:00'),
      aVisit('13:00', '17:00', { typeId: longVisit.id }),
    ];
    const free = [
      ['09:00', '09:30'],
      ['09:15', '09:45'],
      ['10:00', '10:30'],
    ].map(([from = '', to = '']) => ({
      startsAt: at(from, '2026-11-24'),
      endsAt: at(to, '2026-11-24'),
      practitionerId: osei.id,
    }));
    const api = aCalendarApi({ visits: [li(), ...full] })
      .answers(readSchedule, { items: hours.filter(({ startsAt }) => startsAt < '2026-11-24') })
      .answers(listSlots, { items: free });
    const { user } = await open({ api });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('m{ArrowDown}');
    expect(await screen.findByRole('button', { name: '24 Nov, 09:00 free' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: '24 Nov, 10:00 free' })).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: '11:00 free' })).not.toBeInTheDocument();
    expect(api.asked(listSlots)[0]?.query).toMatchObject({ typeId: checkUp.id, practitionerId: osei.id });
    await user.keyboard('{Enter}');
    await waitFor(() => expect(api.asked(changeAppointment)).toHaveLength(1));
    expect(api.asked(changeAppointment)[0]?.body).toMatchObject({ startsAt: '2026-11-24T09:00:00.000Z' });
  });

  it('takes a move back with the version it made', async () => {
    const api = aCalendarApi({ visits: [li()] });
    const { user } = await open({ api });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('m{ArrowDown}{Enter}');
    expect(await screen.findByText(/is at 11:15 with Dr Osei, 30 min/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /Undo/ }));
    await waitFor(() => expect(api.asked(changeAppointment)).toHaveLength(2));
    expect(api.asked(changeAppointment)[1]).toMatchObject({
      ifMatch: 2,
      body: { startsAt: '2026-11-23T11:00:00.000Z' },
    });
    await visitOf(/Li, Jo 11:00 .*until 11:30/);
  });

  it('says that a visit was moved when the server has said so', async () => {
    const answer = deferred<Appointment>();
    const visit = li();
    const api = aCalendarApi({ visits: [visit] }).answers(changeAppointment, () => answer.promise);
    const { user } = await open({ api });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('m{ArrowDown}{Enter}');
    await waitFor(() => expect(api.asked(changeAppointment)).toHaveLength(1));
    expect(screen.queryByText(/is at 11:15/)).not.toBeInTheDocument();
    answer.resolve({ ...visit, version: 2 });
    expect(await screen.findByText(/is at 11:15 with Dr Osei, 30 min/)).toBeInTheDocument();
  });

  it('moves a visit in hand to the free place that is pressed', async () => {
    const api = aCalendarApi({ visits: [li()] });
    const { user } = await open({ api });
    await user.click(await visitOf(/Li, Jo/));
    await user.click(await screen.findByRole('button', { name: 'Move' }));
    expect(await screen.findByText(/is in hand/)).toBeInTheDocument();
    await press(1, '15:05');
    await waitFor(() => expect(api.asked(changeAppointment)).toHaveLength(1));
    expect(api.asked(changeAppointment)[0]?.body).toMatchObject({
      practitionerId: rao.id,
      startsAt: '2026-11-23T15:00:00.000Z',
    });
    expect(screen.queryByText(/is in hand/)).not.toBeInTheDocument();
  });

  it('carries a visit to another day', async () => {
    const api = aCalendarApi({ visits: [li()] });
    const { user } = await open({ api });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('m]');
    await screen.findByRole('heading', { name: 'Tuesday 24 November' });
    await press(0, '09:30');
    await waitFor(() => expect(api.asked(changeAppointment)).toHaveLength(1));
    expect(api.asked(changeAppointment)[0]?.body).toMatchObject({ startsAt: '2026-11-24T09:30:00.000Z' });
  });

  it('puts a visit back with Esc, and nothing was sent', async () => {
    const api = aCalendarApi({ visits: [li()] });
    const { user } = await open({ api });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('m{ArrowDown}{Escape}');
    expect(api.asked(changeAppointment)).toHaveLength(0);
    expect(screen.queryByText(/is free/)).not.toBeInTheDocument();
  });

  it('makes a visit longer with Shift and an arrow', async () => {
    const api = aCalendarApi({ visits: [li()] });
    const { user } = await open({ api });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}{Enter}');
    await waitFor(() => expect(api.asked(changeAppointment)).toHaveLength(1));
    expect(api.asked(changeAppointment)[0]?.body).toMatchObject({ durationMinutes: 40 });
  });

  it('drags a visit to where it is free and leaves it where it is not', async () => {
    const api = aCalendarApi({ visits: [li()] });
    await open({ api });
    const block = await visitOf(/Li, Jo/);
    const drag = async (x: number, y: number): Promise<void> => {
      fireEvent.mouseDown(block, { clientX: 50, clientY: 10, button: 0 });
      for (const step of [0.5, 1]) {
        await act(async () => {
          fireEvent.mouseMove(document, { clientX: 50 + x * step, clientY: 10 + y * step });
        });
      }
      await act(async () => {
        fireEvent.mouseUp(document);
      });
    };
    await drag(0, 60);
    expect(api.asked(changeAppointment)).toHaveLength(0);
    await drag(100, 120);
    await waitFor(() => expect(api.asked(changeAppointment)).toHaveLength(1));
    expect(api.asked(changeAppointment)[0]?.body).toMatchObject({
      practitionerId: rao.id,
      startsAt: '2026-11-23T13:00:00.000Z',
    });
  });

  it('says what somebody else made of the visit meanwhile', async () => {
    const visit = li();
    const current = {
      ...visit,
      startsAt: at('14:00'),
      endsAt: at('14:30'),
      practitionerId: rao.id,
      version: 2,
    };
    const api = aCalendarApi({ visits: [visit] }).rejects(changeAppointment, staleVersion(current));
    const { user } = await open({ api });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('m{ArrowDown}{Enter}');
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Someone else changed the visit of Li, Jo');
    expect(alert).toHaveTextContent(
      'It was 23 Nov, 11:00 to 11:30, Dr Osei. It is now 23 Nov, 14:00 to 14:30, Dr Rao.',
    );
    await user.click(within(alert).getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument());
  });

  it('says that there is no line, and sends again when asked to', async () => {
    const api = aCalendarApi({ visits: [li()] }).rejects(changeAppointment, unavailable('The server'));
    const { user } = await open({ api });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('m{ArrowDown}{Enter}');
    const again = await screen.findByRole('button', { name: 'Try again' });
    expect(screen.queryByText(/is at 11:15/)).not.toBeInTheDocument();
    api.answers(changeAppointment, { ...li(), version: 2 });
    await user.click(again);
    expect(await screen.findByText(/is at 11:15 with Dr Osei, 30 min/)).toBeInTheDocument();
    expect(api.asked(changeAppointment)).toHaveLength(2);
  });

  it('is not for who may not change visits, nor for visits that are over', async () => {
    const api = aCalendarApi({ visits: [li({ status: 'fulfilled' })] });
    const { user } = await open({ api });
    (await visitOf(/Li, Jo/)).focus();
    await user.keyboard('m{ArrowDown}{Enter}');
    expect(await screen.findByText('This visit is over: it stays where it was.')).toBeInTheDocument();
    expect(api.asked(changeAppointment)).toHaveLength(0);
  });
});

describe('a visit', () => {
  it('opens with who, what and where, and is recorded as read', async () => {
    const api = aCalendarApi({ visits: [li({ roomId: room.id })] });
    const { user } = await open({ api });
    await user.click(await visitOf(/Li, Jo/));
    const dialog = await screen.findByRole('dialog', { name: 'Li, Jo' });
    for (const text of ['Check-up', 'Dr Osei', 'Room 2', 'Travel advice']) {
      expect(within(dialog).getByText(text)).toBeInTheDocument();
    }
    await waitFor(() => expect(api.asked(readAppointment)).toHaveLength(1));
    expect(within(dialog).getByRole('link', { name: 'Open file' })).toHaveAttribute(
      'href',
      `/patients/${api.visits[0]?.patient.id ?? ''}`,
    );
    expect(await accessibilityProblems()).toEqual([]);
  });

  it('takes its next step, and the step back', async () => {
    const api = aCalendarApi({ visits: [li()] });
    const { user } = await open({ api });
    await user.click(await visitOf(/Li, Jo/));
    await user.click(await screen.findByRole('button', { name: 'Arrived' }));
    expect(await visitOf(/Li, Jo .*Waiting/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: /Undo/ }));
    expect(await visitOf(/Li, Jo .*Due/)).toBeInTheDocument();
    expect(api.asked(changeAppointmentStatus).map(({ body, ifMatch }) => [body['status'], ifMatch])).toEqual([
      ['arrived', 1],
      ['booked', 2],
    ]);
  });

  it('can be cancelled or marked as missed', async () => {
    const api = aCalendarApi({ visits: [li()] });
    const { user } = await open({ api });
    await user.click(await visitOf(/Li, Jo/));
    await user.click(await screen.findByRole('button', { name: 'No-show' }));
    expect(await visitOf(/Li, Jo .*No-show/)).toBeInTheDocument();
  });
});

describe('when it does not go well', () => {
  it('goes on showing what was known and says from when', async () => {
    const api = aCalendarApi({ visits: [li()] });
    const { user } = await open({ api });
    await visitOf(/Li, Jo/);
    await user.keyboard(']');
    await screen.findByRole('heading', { name: 'Tuesday 24 November' });
    api.rejects(listAppointments, unavailable('The server'));
    await user.keyboard('[[');
    expect(
      await screen.findByText(/There is no line to the server. What you see is from 10:24/),
    ).toBeInTheDocument();
    expect(await visitOf(/Li, Jo/)).toBeInTheDocument();
  });

  it('says so when a day was never loaded, and the way to other days stays', async () => {
    const api = aCalendarApi().rejects(listAppointments, unavailable('The server'));
    const { user } = await open({ api });
    expect(await screen.findByRole('heading', { name: 'These days did not load' })).toBeInTheDocument();
    api.answers(listAppointments, { items: [] });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await grid()).toBeInTheDocument();
  });

  it('tells who may not see it', async () => {
    await open({ api: aCalendarApi().rejects(listAppointments, notAllowed()) });
    expect(
      await screen.findByRole('heading', { name: 'Your role does not open this page' }),
    ).toBeInTheDocument();
  });
});
