import { changeAppointmentStatus, listToday, type Appointment } from '@clinic/contracts';
import { AppError, unavailable } from '@clinic/core';
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aClinicApi, aMe, anAppointment, aPractitioner, aRoom } from '../../testing/builders.ts';
import { deferred } from '../../testing/deferred.ts';
import type { FakeApi } from '../../testing/fake-api.ts';
import { accessibilityProblems, renderRoute } from '../../testing/render-route.tsx';

const osei = aPractitioner('Dr Osei');
const rao = aPractitioner('Dr Rao');
const room4 = aRoom('Room 4');

const waiting = (override: Parameters<typeof anAppointment>[0] = {}): Appointment =>
  anAppointment({
    status: 'arrived',
    arrivedAt: '2026-11-23T09:38:00Z',
    previousStatus: 'booked',
    practitionerId: osei.id,
    ...override,
  });

const due = (override: Parameters<typeof anAppointment>[0] = {}): Appointment =>
  anAppointment({
    practitionerId: rao.id,
    patient: { name: { familyName: 'Li', givenName: 'Jo', language: 'en' } },
    ...override,
  });

const clinicWith = (...today: Appointment[]): FakeApi =>
  aClinicApi({ practitioners: [osei, rao], rooms: [room4], today });

/** Answers each change the way the server does, and the board after it. */
const keepsChanges = (api: FakeApi, ...today: Appointment[]): FakeApi => {
  let rows = today;
  return api
    .answers(listToday, () => ({ items: rows }))
    .answers(changeAppointmentStatus, ({ params, body }) => {
      const { id } = params;
      const status = body['status'] as Appointment['status'];
      const before = rows.find((row) => row.id === id);
      if (!before) throw new AppError('not_found', 'Appointment was not found');
      const changed = { ...before, status, version: before.version + 1, previousStatus: before.status };
      rows = rows.map((row) => (row.id === id ? changed : row));
      return changed;
    });
};

const rowOf = (name: string): HTMLElement => {
  const row = screen.getByRole('link', { name }).closest('li');
  if (!row) throw new Error(`no row of ${name}`);
  return row;
};

const listOf = (name: string): HTMLElement => screen.getByRole('list', { name });

describe("today's board", () => {
  it('reads a row as time, state, name, reason, practitioner, wait and the one thing to do', async () => {
    await renderRoute({
      api: clinicWith(
        waiting({
          startsAt: '2026-11-23T09:45:00Z',
          reason: 'Chest tightness',
          patient: {
            alerts: [{ kind: 'allergy', label: 'Penicillin', severity: 'high' }],
            birthDate: '1985-06-07',
          },
        }),
      ),
    });
    const row = within(rowOf('O’Brennan, Keelin'));
    expect(row.getByText('09:45')).toBeVisible();
    expect(row.getByRole('img', { name: 'Waiting' })).toBeVisible();
    expect(row.getByRole('img', { name: 'Allergy: Penicillin' })).toBeVisible();
    expect(row.getByText('41 F')).toBeVisible();
    expect(row.getByTitle('Chest tightness')).toBeVisible();
    expect(row.getAllByText(/Dr Osei/)).not.toHaveLength(0);
    expect(row.getByText('46')).toBeVisible();
    expect(row.getByRole('button', { name: 'Call in' })).toBeVisible();
  });

  it('counts each state and keeps the chosen view in the address', async () => {
    const { user, place } = await renderRoute({
      api: clinicWith(waiting(), due(), due({ status: 'fulfilled' })),
    });
    expect(screen.getByRole('link', { name: 'Everyone 3' })).toHaveAttribute('aria-current', 'page');
    await user.click(screen.getByRole('link', { name: 'Waiting 1' }));
    await waitFor(() =>
      expect(screen.queryByRole('list', { name: 'Still to come' })).not.toBeInTheDocument(),
    );
    expect(place()).toBe('/?state=waiting');
  });

  it('moves someone on at once, says so, and sends the version it saw', async () => {
    const person = due({ version: 7 });
    const api = keepsChanges(clinicWith(), person);
    const { user } = await renderRoute({ api });
    await user.click(within(rowOf('Li, Jo')).getByRole('button', { name: 'Arrived' }));
    expect(within(listOf('Waiting room')).getByRole('link', { name: 'Li, Jo' })).toBeVisible();
    expect(await screen.findByText(/has arrived\./)).toBeVisible();
    await waitFor(() =>
      expect(api.asked(changeAppointmentStatus)).toMatchObject([{ body: { status: 'arrived' }, ifMatch: 7 }]),
    );
  });

  it('says nothing was done before the server has said so', async () => {
    const person = due();
    const answer = deferred<Appointment>();
    const api = clinicWith(person).answers(changeAppointmentStatus, () => answer.promise);
    const { user } = await renderRoute({ api });
    await user.keyboard('a');
    expect(await within(listOf('Waiting room')).findByRole('link', { name: 'Li, Jo' })).toBeVisible();
    expect(screen.queryByText(/has arrived\./)).not.toBeInTheDocument();
    answer.resolve({ ...person, status: 'arrived', version: 2 });
    expect(await screen.findByText(/has arrived\./)).toBeVisible();
  });

  it('never says that a refused step was done', async () => {
    const answer = deferred<Appointment>();
    const api = clinicWith(due()).answers(changeAppointmentStatus, () => answer.promise);
    const { user } = await renderRoute({ api });
    await user.keyboard('a');
    answer.reject(unavailable('The server'));
    expect(await screen.findByRole('alert')).toHaveTextContent('There is no line to the server');
    expect(screen.queryByText(/has arrived\./)).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Undo' })).not.toBeInTheDocument();
  });

  it('takes a double press for one wish, and leaves whoever moves up alone', async () => {
    const [first, second] = [due(), due({ startsAt: '2026-11-23T11:15:00Z' })];
    const answer = deferred<Appointment>();
    const api = clinicWith(first, second).answers(changeAppointmentStatus, () => answer.promise);
    const { user } = await renderRoute({ api });
    const [row] = screen.getAllByRole('button', { name: 'Arrived' });
    if (!row) throw new Error('no row');
    await user.dblClick(row);
    await user.keyboard('{a>3/}');
    answer.resolve({ ...first, status: 'arrived', version: 2 });
    await screen.findAllByText(/has arrived\./);
    expect(api.asked(changeAppointmentStatus).map(({ params }) => params['id'])).toEqual([
      first.id,
      second.id,
    ]);
  });

  it('takes the last step back with one key', async () => {
    const person = due();
    const api = keepsChanges(clinicWith(), person);
    const { user } = await renderRoute({ api });
    await user.keyboard('a');
    expect(await screen.findByText(/has arrived\./)).toBeVisible();
    await user.keyboard('u');
    await waitFor(() =>
      expect(api.asked(changeAppointmentStatus)).toMatchObject([
        { body: { status: 'arrived' }, ifMatch: 1 },
        { body: { status: 'booked' }, ifMatch: 2 },
      ]),
    );
    expect(await within(listOf('Still to come')).findByRole('link', { name: 'Li, Jo' })).toBeVisible();
  });

  it('puts a row back and says why when the server refuses', async () => {
    const api = clinicWith(due()).rejects(changeAppointmentStatus, new AppError('stale_version', 'Changed'));
    const { user } = await renderRoute({ api });
    await user.keyboard('a');
    expect(await screen.findByRole('alert')).toHaveTextContent('Someone else changed this visit');
    expect(within(listOf('Still to come')).getByRole('link', { name: 'Li, Jo' })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Dismiss' }));
    await waitFor(() => expect(screen.queryByRole('alert')).not.toBeInTheDocument());
  });

  it('walks with J and K and acts on the row under the cursor', async () => {
    const first = waiting({ patient: { name: { familyName: 'Wirawan', givenName: null, language: null } } });
    const second = waiting({ arrivedAt: '2026-11-23T10:00:00Z' });
    const api = keepsChanges(clinicWith(), first, second);
    const { user } = await renderRoute({ api });
    expect(rowOf('Wirawan')).toHaveAttribute('aria-current', 'true');
    await user.keyboard('j');
    expect(screen.getByRole('link', { name: 'O’Brennan, Keelin' })).toHaveFocus();
    await user.keyboard('c');
    await waitFor(() =>
      expect(api.asked(changeAppointmentStatus)).toMatchObject([{ params: { id: second.id } }]),
    );
    expect(rowOf('Wirawan')).toHaveAttribute('aria-current', 'true');
  });

  it('says why a key does nothing at the visit it was pressed for, until the cursor goes on', async () => {
    const inRoom = waiting({
      status: 'checked-in',
      checkedInAt: '2026-11-23T10:00:00Z',
      patient: { name: { familyName: 'Wirawan', givenName: null, language: null } },
    });
    const api = clinicWith(inRoom, due());
    const { user } = await renderRoute({ api });
    await user.keyboard('c');
    const sentence =
      'This visit is at “In room”, so “Call in” is not for it. Its next step is “Done”, key D.';
    expect(within(rowOf('Wirawan')).getByText(sentence)).toBeVisible();
    expect(screen.getAllByRole('status').map(({ textContent }) => textContent)).toContain(sentence);
    await user.keyboard('x');
    expect(within(rowOf('Wirawan')).getByText(/cannot become “No-show”/)).toBeVisible();
    await user.keyboard('jd');
    expect(within(rowOf('Wirawan')).queryByRole('note')).not.toBeInTheDocument();
    expect(within(rowOf('Li, Jo')).getByText(/Its next step is “Arrived”, key A\./)).toBeVisible();
    expect(api.asked(changeAppointmentStatus)).toEqual([]);
  });

  it('says that nothing can be done where nobody is, and nothing taken back where nothing was done', async () => {
    const { user } = await renderRoute({ api: clinicWith() });
    await user.keyboard('a');
    expect(screen.getByRole('note')).toHaveTextContent('There is no visit here');
    await user.keyboard('u');
    expect(screen.getByRole('note')).toHaveTextContent('There is nothing to take back just now.');
  });

  it('tells those who may only look why their keys do nothing', async () => {
    const api = aClinicApi({ me: aMe('billing'), practitioners: [rao], today: [due()] });
    const { user } = await renderRoute({ api });
    await user.keyboard('a');
    expect(within(rowOf('Li, Jo')).getByRole('note')).toHaveTextContent('Changing visits is for');
    expect(api.asked(changeAppointmentStatus)).toEqual([]);
  });

  it('leaves letters alone while someone types', async () => {
    const api = clinicWith(due());
    const { user } = await renderRoute({ api });
    await user.keyboard('/');
    await user.type(await screen.findByRole('combobox'), 'adu');
    expect(api.asked(changeAppointmentStatus)).toEqual([]);
  });

  it('marks a no-show from the menu of the row', async () => {
    const api = keepsChanges(clinicWith(), due());
    const { user } = await renderRoute({ api });
    await user.click(within(rowOf('Li, Jo')).getByRole('button', { name: 'More for this visit' }));
    await user.click(await screen.findByRole('menuitem', { name: 'No-show' }));
    expect(await screen.findByText(/did not come\./)).toBeVisible();
  });

  it('says that a room is free again', async () => {
    const inRoom = waiting({ status: 'checked-in', checkedInAt: '2026-11-23T10:00:00Z', roomId: room4.id });
    const { user } = await renderRoute({ api: keepsChanges(clinicWith(), inRoom) });
    await user.keyboard('d');
    expect(await screen.findByText(/is done\. Room 4 is free\./)).toBeVisible();
  });

  it('marks a language that is not the one of the clinic, whatever the page speaks', async () => {
    const me = aMe();
    const german = { ...me, clinic: { ...me.clinic, locale: 'de-DE' } };
    const stranger = due({ patient: { name: { familyName: 'Otieno', givenName: null, language: 'en' } } });
    const local = due({ patient: { name: { familyName: 'Behrens', givenName: null, language: 'de' } } });
    await renderRoute({ api: aClinicApi({ me: german, practitioners: [rao], today: [stranger, local] }) });
    expect(within(rowOf('Otieno')).getByTitle('English')).toBeVisible();
    expect(within(rowOf('Behrens')).queryByTitle('German')).not.toBeInTheDocument();
  });

  it('hides names from other eyes when asked', async () => {
    const { user } = await renderRoute({ api: clinicWith(waiting()) });
    await user.click(screen.getByRole('button', { name: 'Privacy mode: initials only' }));
    expect(screen.getByRole('link', { name: 'O. K.' })).toBeVisible();
    expect(screen.queryByText('O’Brennan')).not.toBeInTheDocument();
  });

  it('keeps what it knew and says from when, while there is no line', async () => {
    const api = clinicWith(due());
    const { user, clock } = await renderRoute({ api });
    clock.advance(60_000);
    api.rejects(listToday, unavailable('The server'));
    await user.keyboard('r');
    expect(await screen.findByText(/What you see is from 10:24/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Li, Jo' })).toBeVisible();
    expect(screen.getByText('Offline since 10:25')).toBeVisible();
  });

  it('offers nothing to press to those who may only look', async () => {
    const api = aClinicApi({ me: aMe('billing'), practitioners: [rao], today: [due()] });
    await renderRoute({ api });
    expect(within(rowOf('Li, Jo')).queryByRole('button')).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: /^Book/ })).not.toBeInTheDocument();
  });

  it('tells who comes next when nobody waits', async () => {
    await renderRoute({ api: clinicWith(due()) });
    expect(screen.getByRole('heading', { name: 'Nobody is waiting' })).toBeVisible();
    expect(screen.getByText(/Next:/)).toHaveTextContent('Next: 11:00 Li, Jo with Dr Rao.');
  });

  it('asks again when someone looks at it again', async () => {
    const api = clinicWith(due());
    await renderRoute({ api });
    const before = api.asked(listToday).length;
    act(() => void window.dispatchEvent(new Event('focus')));
    await waitFor(() => expect(api.asked(listToday).length).toBeGreaterThan(before));
  });

  it('says aloud who is new in the waiting room, once', async () => {
    const person = due();
    const api = clinicWith(person);
    const { user } = await renderRoute({ api });
    api.answers(listToday, { items: [{ ...person, status: 'arrived', version: 2 }] });
    await user.keyboard('r');
    expect(await screen.findByText('1 new in the waiting room')).toBeInTheDocument();
    await user.keyboard('r');
    await waitFor(() => expect(screen.queryByText('1 new in the waiting room')).not.toBeInTheDocument());
  });

  it('is built so that everyone can use it', async () => {
    await renderRoute({ api: clinicWith(waiting(), due(), due({ status: 'noshow' })) });
    expect(await accessibilityProblems()).toEqual([]);
  });
});
