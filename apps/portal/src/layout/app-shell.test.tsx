import { findLookAlikes, listPractitioners, searchPatients } from '@clinic/contracts';
import { AppError, unavailable } from '@clinic/core';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aClinicApi, aMe, aSummary } from '../testing/builders.ts';
import { accessibilityProblems, renderRoute, type RenderedRoute } from '../testing/render-route.tsx';

const ines = aSummary({
  familyName: 'Marchetti-Oduya',
  givenName: 'Inês',
  birthDate: '1984-03-14',
  fileNumber: '10233',
  phone: '0711 55 44 71',
  alerts: [{ kind: 'allergy', label: 'Ibuprofen', severity: 'high' }],
  match: {
    exact: true,
    reasons: [
      { kind: 'name', term: 'mar' },
      { kind: 'birthDate', term: '1984' },
    ],
  },
});
const gosta = aSummary({
  familyName: 'Mårtensson',
  givenName: 'Gösta',
  phone: '0711 90 84 12',
  match: {
    exact: true,
    reasons: [
      { kind: 'name', term: 'mar' },
      { kind: 'phone', term: '8412' },
    ],
  },
});

const openPalette = async ({ user }: RenderedRoute): Promise<HTMLElement> => {
  await user.keyboard('/');
  return screen.findByRole('combobox', { name: 'Find a patient' });
};

const marksIn = (option: HTMLElement): (string | null)[] =>
  [...option.querySelectorAll('mark')].map((mark) => mark.textContent);

describe('the frame', () => {
  it('shows each role the places it may enter', async () => {
    await renderRoute({ api: aClinicApi({ me: aMe('auditor') }), at: '/nowhere' });
    const places = within(screen.getByRole('navigation', { name: 'Main' }));
    expect(places.queryByRole('link', { name: 'Patients' })).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Find a patient/ })).not.toBeInTheDocument();
  });

  it('shows an administrator the way to the import', async () => {
    await renderRoute({ api: aClinicApi({ me: aMe('admin') }) });
    expect(screen.getByRole('link', { name: 'Import' })).toBeVisible();
  });

  it('tells clinic, time and that everything is sent', async () => {
    await renderRoute({ api: aClinicApi() });
    expect(screen.getByText('Quayside Clinic')).toBeVisible();
    expect(screen.getByText('10:24')).toBeVisible();
    expect(screen.getByText('All sent')).toBeVisible();
  });

  it('has a face for an address that leads nowhere', async () => {
    await renderRoute({ api: aClinicApi(), at: '/nowhere' });
    expect(screen.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible();
  });

  it('has a face for a page that did not load, with a code to tell and a second try', async () => {
    const broken = new AppError('internal', 'Broken', {
      extra: { requestId: '7f3k0000-0000-0000-0000-000000000020' },
    });
    const api = aClinicApi().rejects(listPractitioners, broken);
    const { user } = await renderRoute({ api });
    expect(screen.getByRole('alert')).toHaveTextContent('Code 7F3K-0020');
    api.answers(listPractitioners, { items: [] });
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Monday 23 November' })).toBeVisible();
  });

  it('has a face for what a role may not see', async () => {
    const api = aClinicApi().rejects(listPractitioners, new AppError('not_allowed', 'No'));
    await renderRoute({ api });
    expect(screen.getByRole('heading', { name: 'Your role does not open this page' })).toBeVisible();
  });

  it('keeps the chosen theme on this device', async () => {
    const { user, storage } = await renderRoute({ api: aClinicApi() });
    await user.click(screen.getByRole('button', { name: /Account/ }));
    await user.click(await screen.findByRole('menuitemradio', { name: 'Dark' }));
    expect(document.documentElement).toHaveAttribute('data-theme', 'dark');
    expect(storage.getItem('clinic.appearance')).toContain('dark');
  });

  it('lists every key that works here', async () => {
    const { user } = await renderRoute({ api: aClinicApi() });
    await user.keyboard('?');
    const help = within(await screen.findByRole('dialog', { name: 'Keys on this screen' }));
    expect(help.getByText('Call in')).toBeVisible();
    expect(help.getByText('Go to calendar')).toBeVisible();
  });

  it('leaves single keys alone when they are switched off', async () => {
    const { user } = await renderRoute({ api: aClinicApi() });
    await user.keyboard('?');
    await user.click(await screen.findByRole('checkbox'));
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await user.keyboard('/');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    await user.keyboard('{Control>}k{/Control}');
    expect(await screen.findByRole('dialog')).toBeVisible();
  });
});

describe('finding a patient from anywhere', () => {
  it('opens by key, starts with those seen last, and gives the focus back', async () => {
    const api = aClinicApi().answers(searchPatients, { items: [aSummary()], nextCursor: null });
    const route = await renderRoute({ api, at: '/patients/new' });
    const find = screen.getByRole('button', { name: /Find a patient/ });
    await route.user.click(find);
    expect(await screen.findByText('Seen most recently')).toBeVisible();
    expect(screen.getByRole('option', { name: /O’Brennan/ })).toBeVisible();
    await route.user.keyboard('{Escape}');
    await waitFor(() => expect(find).toHaveFocus());
  });

  it('marks the letters that matched and names the reason', async () => {
    const api = aClinicApi().answers(searchPatients, ({ body }) => ({
      items: body['query'] === 'mar 84' ? [ines, gosta] : [],
      nextCursor: null,
    }));
    const route = await renderRoute({ api });
    await route.user.type(await openPalette(route), 'mar 84');
    const first = await screen.findByRole('option', { name: /Marchetti/ });
    expect(marksIn(first)).toEqual(['Mar', '1984']);
    expect(first).toHaveTextContent('name has “mar”, born 1984');
    expect(marksIn(screen.getByRole('option', { name: /Mårtensson/ }))).toEqual(['Mår', '84 12']);
    expect(screen.getByText('2')).toBeVisible();
  });

  it('sends what was typed in the body and never in an address', async () => {
    const api = aClinicApi();
    const route = await renderRoute({ api });
    await route.user.type(await openPalette(route), 'secret');
    await waitFor(() =>
      expect(api.asked(searchPatients).at(-1)).toMatchObject({ body: { query: 'secret' } }),
    );
    expect(route.place()).toBe('/');
  });

  it('shows allergies to be sure who it is, and opens the file with Enter', async () => {
    const api = aClinicApi().answers(searchPatients, { items: [gosta, ines], nextCursor: null });
    const route = await renderRoute({ api });
    await openPalette(route);
    await screen.findByRole('option', { name: /Marchetti/ });
    await route.user.keyboard('{ArrowDown}');
    const peek = within(screen.getByRole('complementary', { name: 'Marchetti-Oduya, Inês' }));
    expect(peek.getByText('Ibuprofen')).toBeVisible();
    await route.user.keyboard('{Enter}');
    await waitFor(() => expect(route.place()).toBe(`/patients/${ines.id}`));
  });

  it('never opens who stood there before for an Enter pressed at once after a name', async () => {
    const api = aClinicApi().answers(searchPatients, ({ body }) => ({
      items: body['query'] === 'mar' ? [ines] : [gosta],
      nextCursor: null,
    }));
    const route = await renderRoute({ api });
    const field = await openPalette(route);
    await screen.findByRole('option', { name: /Mårtensson/ });
    await route.user.type(field, 'mar{Enter}');
    await waitFor(() => expect(route.place()).toBe(`/patients/${ines.id}`));
  });

  it('registers nobody for an Enter that came before the answer', async () => {
    const api = aClinicApi().answers(searchPatients, ({ body }) => ({
      items: body['query'] === '' ? [gosta] : [],
      nextCursor: null,
    }));
    const route = await renderRoute({ api });
    await route.user.type(await openPalette(route), 'nobody{Enter}');
    await screen.findByText('Nobody matches “nobody”');
    expect(route.place()).toBe('/');
    await route.user.keyboard('{Enter}');
    await waitFor(() => expect(route.place()).toBe('/patients/new'));
  });

  it('folds files that look alike under the first of them', async () => {
    const twin = aSummary({ ...ines, id: gosta.id, givenName: 'Ines', fileNumber: '10240' });
    const api = aClinicApi().answers(searchPatients, { items: [ines, twin], nextCursor: null });
    const route = await renderRoute({ api });
    await openPalette(route);
    const fold = await screen.findByRole('option', { name: /2 files look alike/ });
    expect(screen.getAllByRole('option')).toHaveLength(2);
    await route.user.click(fold);
    expect(screen.getByRole('option', { name: /10240/ })).toBeVisible();
  });

  it('keeps the answers before while there are no new ones', async () => {
    const api = aClinicApi().answers(searchPatients, { items: [ines], nextCursor: null });
    const route = await renderRoute({ api });
    const field = await openPalette(route);
    await screen.findByRole('option', { name: /Marchetti/ });
    api.rejects(searchPatients, unavailable('The server'));
    await route.user.type(field, 'x');
    expect(await screen.findByText(/Offline: nobody can be searched/)).toBeVisible();
    expect(screen.getByRole('option', { name: /Marchetti/ })).toBeVisible();
  });

  it('offers to register whom nobody matches, with what was typed already in the form', async () => {
    const api = aClinicApi().answers(findLookAlikes, { items: [] });
    const route = await renderRoute({ api });
    await route.user.type(await openPalette(route), 'keelin obrenan 0711204419');
    await screen.findByRole('option', { name: /Register “Keelin Obrenan”/ });
    await route.user.keyboard('{Enter}');
    expect(await screen.findByLabelText('Family name')).toHaveValue('Obrenan');
    expect(screen.getByLabelText('Given name')).toHaveValue('Keelin');
    expect(screen.getByLabelText('Phone')).toHaveValue('0711204419');
    expect(route.place()).toBe('/patients/new');
  });

  it('offers to register under every answer, one key up from its first line', async () => {
    const api = aClinicApi()
      .answers(searchPatients, { items: [ines, gosta], nextCursor: null })
      .answers(findLookAlikes, { items: [] });
    const route = await renderRoute({ api });
    const field = await openPalette(route);
    await screen.findByRole('option', { name: /Marchetti/ });
    expect(screen.queryByRole('option', { name: /Register/ })).not.toBeInTheDocument();
    await route.user.type(field, 'mar');
    await screen.findByRole('option', { name: /Register “Mar”/ });
    expect(screen.getAllByRole('option').at(-1)).toHaveTextContent('Register “Mar”');
    await route.user.keyboard('{ArrowUp}{Enter}');
    expect(await screen.findByLabelText('Family name')).toHaveValue('Mar');
  });

  it('offers no registration to those who may not register', async () => {
    const route = await renderRoute({ api: aClinicApi({ me: aMe('billing') }) });
    await route.user.type(await openPalette(route), 'nobody');
    expect(await screen.findByText('Nobody matches “nobody”')).toBeVisible();
    expect(screen.queryByRole('option')).not.toBeInTheDocument();
  });

  it('is built so that everyone can use it', async () => {
    const api = aClinicApi().answers(searchPatients, { items: [ines, gosta], nextCursor: null });
    const route = await renderRoute({ api });
    await openPalette(route);
    await screen.findByRole('option', { name: /Marchetti/ });
    expect(await accessibilityProblems()).toEqual([]);
  });
});
