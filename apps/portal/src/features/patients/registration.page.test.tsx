import {
  createPatient,
  findLookAlikes,
  listAppointments,
  listVisits,
  readPatient,
  type Patient,
} from '@clinic/contracts';
import { AppError, unavailable } from '@clinic/core';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aClinicApi, aLookAlike, aPatientFile } from '../../testing/builders.ts';
import { deferred } from '../../testing/deferred.ts';
import type { FakeApi } from '../../testing/fake-api.ts';
import { accessibilityProblems, renderRoute, type RenderedRoute } from '../../testing/render-route.tsx';

const keelin = aPatientFile();

const aDesk = (): FakeApi =>
  aClinicApi()
    .answers(findLookAlikes, { items: [] })
    .answers(createPatient, keelin)
    .answers(readPatient, keelin)
    .answers(listVisits, { items: [], nextCursor: null })
    .answers(listAppointments, { items: [] });

const fill = async ({ user }: RenderedRoute, fields: Record<string, string>): Promise<void> => {
  for (const [label, value] of Object.entries(fields)) await user.type(screen.getByLabelText(label), value);
};

const register = ({ user }: RenderedRoute): Promise<void> =>
  user.click(screen.getByRole('button', { name: 'Register' }));

const possibleDuplicate = (...candidates: unknown[]): AppError =>
  new AppError('possible_duplicate', 'Someone like this is registered', { extra: { candidates } });

describe('registering a patient', () => {
  it('sends what was typed, with an id of its own, and opens the file', async () => {
    const api = aDesk();
    const route = await renderRoute({ api, at: '/patients/new' });
    await fill(route, { 'Family name': 'O’Brennan', 'Given name': 'Keelin', 'Birth date': '19/2/2004' });
    await route.user.click(screen.getByRole('radio', { name: 'Female' }));
    await route.user.selectOptions(screen.getByLabelText('Language'), 'Polish');
    await fill(route, { Phone: '0711 20 44 19', Street: '14 Millrace Court', Postcode: 'QS1 2AB' });
    await register(route);
    await waitFor(() => expect(route.place()).toBe(`/patients/${keelin.id}`));
    expect(api.asked(createPatient)).toMatchObject([
      {
        body: {
          id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/) as string,
          familyName: 'O’Brennan',
          givenName: 'Keelin',
          birthDate: '2004-02-19',
          sex: 'female',
          language: 'pl',
          phone: '0711 20 44 19',
          address: { line: '14 Millrace Court', postalCode: 'QS1 2AB' },
        },
      },
    ]);
    expect(api.asked(createPatient)[0]?.body).not.toHaveProperty('email');
  });

  it('sends one registration however often it is pressed', async () => {
    const answer = deferred<Patient>();
    const api = aDesk().answers(createPatient, () => answer.promise);
    const route = await renderRoute({ api, at: '/patients/new' });
    await fill(route, { 'Family name': 'Wirawan', Phone: '0711 20 44 19' });
    await route.user.dblClick(screen.getByRole('button', { name: 'Register' }));
    await route.user.keyboard('{Control>}{Enter}{Enter}{/Control}');
    answer.resolve(keelin);
    await waitFor(() => expect(route.place()).toBe(`/patients/${keelin.id}`));
    expect(api.asked(createPatient)).toHaveLength(1);
  });

  it('goes on to the calendar when the patient is to be booked', async () => {
    const route = await renderRoute({ api: aDesk(), at: '/patients/new' });
    await fill(route, { 'Family name': 'Wirawan', Phone: '0711 20 44 19' });
    await route.user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(route.place()).toContain(`patient=${keelin.id}`));
    expect(route.place()).toMatch(/^\/calendar/);
  });

  it('says what is wrong with a date, at the date, and keeps the rest', async () => {
    const api = aDesk();
    const route = await renderRoute({ api, at: '/patients/new' });
    await fill(route, { 'Family name': 'O’Brennan', 'Birth date': '31/02/2004' });
    await register(route);
    expect(await screen.findByText('February 2004 has 29 days.')).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText('Birth date')).toHaveFocus());
    expect(screen.getByLabelText('Family name')).toHaveValue('O’Brennan');
    expect(api.asked(createPatient)).toEqual([]);
  });

  it('asks for a name, and for something to know the person by', async () => {
    const route = await renderRoute({ api: aDesk(), at: '/patients/new' });
    await register(route);
    expect(await screen.findByText('A name is needed.')).toBeVisible();
    await fill(route, { 'Family name': 'Wirawan' });
    await register(route);
    expect(await screen.findByRole('alert')).toHaveTextContent('one of birth date or phone');
  });

  it('shows who it may already be while the form is filled', async () => {
    const twin = aLookAlike({ fileNumber: '8807' });
    const api = aDesk().answers(findLookAlikes, { items: [twin] });
    const route = await renderRoute({ api, at: '/patients/new' });
    await fill(route, { 'Family name': 'O’Brennan', Phone: '0711 20 44 19' });
    const aside = within(await screen.findByRole('complementary', { name: 'People who look like this' }));
    expect(aside.getByText('1 person looks like this. Is it the same one?')).toBeVisible();
    expect(aside.getByText('same phone')).toBeVisible();
    expect(aside.getByRole('link', { name: 'Open this file' })).toHaveAttribute(
      'href',
      `/patients/${twin.id}`,
    );
    expect(api.asked(findLookAlikes).at(-1)).toMatchObject({
      body: { familyName: 'O’Brennan', phone: '0711 20 44 19' },
    });
    // It is the same one: nothing is lost by going there, and nothing asked.
    await route.user.click(aside.getByRole('link', { name: 'Open this file' }));
    await waitFor(() => expect(route.place()).toBe(`/patients/${twin.id}`));
  });

  it('asks once more before a second file is made, and keeps the answer', async () => {
    const api = aDesk().rejects(createPatient, possibleDuplicate(aLookAlike()));
    const route = await renderRoute({ api, at: '/patients/new' });
    await fill(route, { 'Family name': 'O’Brennan', Phone: '0711 20 44 19' });
    await register(route);
    const question = within(await screen.findByRole('dialog'));
    expect(question.getByText('same name')).toBeVisible();
    api.answers(createPatient, keelin);
    await route.user.click(question.getByRole('button', { name: 'Someone else, register' }));
    await waitFor(() => expect(route.place()).toBe(`/patients/${keelin.id}`));
    const [first, second] = api.asked(createPatient);
    expect(second?.body).toMatchObject({ confirmNotDuplicate: true, id: first?.body['id'] });
    expect(first?.body).not.toHaveProperty('confirmNotDuplicate');
  });

  it('goes back to the form when it may be one of them', async () => {
    const api = aDesk().rejects(createPatient, possibleDuplicate(aLookAlike()));
    const route = await renderRoute({ api, at: '/patients/new' });
    await fill(route, { 'Family name': 'O’Brennan', Phone: '0711 20 44 19' });
    await register(route);
    await route.user.click(await screen.findByRole('button', { name: 'Back to the form' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(screen.getByLabelText('Family name')).toHaveValue('O’Brennan');
  });

  it('says so when there is no line, and loses nothing', async () => {
    const api = aDesk().rejects(createPatient, unavailable('The server'));
    const route = await renderRoute({ api, at: '/patients/new' });
    await fill(route, { 'Family name': 'O’Brennan', Phone: '0711 20 44 19' });
    await register(route);
    expect(await screen.findByText(/nothing was registered/)).toBeVisible();
    expect(screen.getByLabelText('Phone')).toHaveValue('0711 20 44 19');
  });

  it('says that there is no such day as soon as the field is left', async () => {
    const route = await renderRoute({ api: aDesk(), at: '/patients/new' });
    await fill(route, { 'Birth date': '31/02/1990' });
    expect(screen.queryByText(/February 1990 has 28 days/)).not.toBeInTheDocument();
    await route.user.tab();
    expect(screen.getByText(/February 1990 has 28 days/)).toBeVisible();
    await route.user.clear(screen.getByLabelText('Birth date'));
    await route.user.type(screen.getByLabelText('Birth date'), '28/02/1990');
    await route.user.tab();
    expect(screen.queryByText(/February 1990 has 28 days/)).not.toBeInTheDocument();
  });

  it('asks before what was typed is lost, and never when nothing was', async () => {
    const route = await renderRoute({ api: aDesk(), at: '/patients/new' });
    await fill(route, { 'Family name': 'O’Brennan' });
    await route.user.click(screen.getByRole('link', { name: 'Today' }));
    await route.user.click(await screen.findByRole('button', { name: 'Stay here' }));
    expect(screen.getByLabelText('Family name')).toHaveValue('O’Brennan');
    await route.user.clear(screen.getByLabelText('Family name'));
    await route.user.click(screen.getByRole('link', { name: 'Today' }));
    await waitFor(() => expect(route.place()).toBe('/'));
  });

  it('is built so that everyone can use it', async () => {
    await renderRoute({ api: aDesk(), at: '/patients/new' });
    expect(await accessibilityProblems()).toEqual([]);
  });
});
