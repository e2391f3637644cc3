import {
  changePatient,
  findLookAlikes,
  listAppointments,
  listVisits,
  readMe,
  readPatient,
  type Patient,
} from '@clinic/contracts';
import { AppError, invalidBody, staleVersion, unavailable } from '@clinic/core';
import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aClinicApi, aMe, aPatientFile } from '../../testing/builders.ts';
import { deferred } from '../../testing/deferred.ts';
import type { FakeApi } from '../../testing/fake-api.ts';
import { accessibilityProblems, renderRoute, type RenderedRoute } from '../../testing/render-route.tsx';

const jo = aPatientFile({
  version: 7,
  familyName: 'Li',
  givenName: 'Jo',
  birthDate: '1975-03-01',
  sex: 'male',
  language: 'am',
  phone: '0711 90 12 55',
  address: { line: '3 Tanner’s Row', city: 'Quay', state: null, postalCode: 'QS1 2AB', country: 'GB' },
});
const at = `/patients/${jo.id}/edit`;

const aDesk = (): FakeApi =>
  aClinicApi()
    .answers(readPatient, jo)
    .answers(listVisits, { items: [], nextCursor: null })
    .answers(listAppointments, { items: [] })
    .answers(findLookAlikes, { items: [] })
    .answers(changePatient, { ...jo, version: 8 });

const retype = async ({ user }: RenderedRoute, label: string, text: string): Promise<void> => {
  const field = screen.getByLabelText(label);
  await user.clear(field);
  if (text !== '') await user.type(field, text);
};

// The name stands between.
const saved = /^The file of\s+is saved\.$/;

const save = ({ user }: RenderedRoute): Promise<void> =>
  user.click(screen.getByRole('button', { name: 'Save' }));

describe('editing a patient', () => {
  it('begins at what is known, a language outside the list as well', async () => {
    await renderRoute({ api: aDesk(), at });
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Edit the file of Li, Jo');
    expect(screen.getByLabelText('Family name')).toHaveValue('Li');
    expect(screen.getByLabelText('Birth date')).toHaveValue('01/03/1975');
    expect(screen.getByRole('radio', { name: 'Male' })).toBeChecked();
    expect(screen.getByLabelText('Language')).toHaveDisplayValue('Amharic');
    expect(screen.getByLabelText('Street')).toHaveValue('3 Tanner’s Row');
  });

  it('sends only what was changed, with the version it was made of, and says so when it is saved', async () => {
    const answer = deferred<Patient>();
    const api = aDesk().answers(changePatient, () => answer.promise);
    const route = await renderRoute({ api, at });
    await retype(route, 'Phone', '0711 90 21 55');
    await retype(route, 'Postcode', '');
    await route.user.dblClick(screen.getByRole('button', { name: 'Save' }));
    expect(screen.queryByText(saved)).not.toBeInTheDocument();
    answer.resolve({ ...jo, version: 8 });
    expect(await screen.findByText(saved)).toHaveTextContent('The file of Li, Jo is saved.');
    await waitFor(() => expect(route.place()).toBe(`/patients/${jo.id}`));
    expect(api.asked(changePatient)).toEqual([
      {
        params: { id: jo.id },
        query: {},
        body: {
          phone: '0711 90 21 55',
          address: { line: '3 Tanner’s Row', city: 'Quay', state: null, postalCode: null, country: 'GB' },
        },
        ifMatch: 7,
      },
    ]);
  });

  it('asks nothing and claims nothing when nothing was changed', async () => {
    const api = aDesk();
    const route = await renderRoute({ api, at });
    await route.user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(route.place()).toBe(`/patients/${jo.id}`));
    expect(api.asked(changePatient)).toEqual([]);
    expect(screen.queryByText(saved)).not.toBeInTheDocument();
  });

  it('says what is wrong at the field, before and after it was sent', async () => {
    const api = aDesk().rejects(
      changePatient,
      invalidBody([{ path: 'address.city', code: 'too_long', message: 'is too long' }]),
    );
    const route = await renderRoute({ api, at });
    await retype(route, 'Family name', '');
    await retype(route, 'Birth date', '31/02/2004');
    await save(route);
    expect(await screen.findByText('A name is needed.')).toBeVisible();
    expect(screen.getByText('February 2004 has 29 days.')).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText('Family name')).toHaveFocus());
    expect(api.asked(changePatient)).toEqual([]);
    await retype(route, 'Family name', 'Lee');
    await retype(route, 'Birth date', '1/3/1975');
    await save(route);
    expect(await screen.findByText('This is too long.')).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText('City')).toHaveFocus());
  });

  it('leaves something to know the person by', async () => {
    const route = await renderRoute({ api: aDesk(), at });
    await retype(route, 'Phone', '');
    await retype(route, 'Birth date', '');
    await save(route);
    expect(await screen.findByRole('alert')).toHaveTextContent('One of birth date or phone has to stay');
  });

  it.each([
    ['there is no line', unavailable('The server'), /nothing was saved/],
    ['it is refused', new AppError('duplicate', 'This number is taken'), /This number is taken/],
    ['it fails', new AppError('internal', 'Broken'), /Saving did not work/],
  ])('keeps what was typed when %s', async (_, error, sentence) => {
    const route = await renderRoute({ api: aDesk().rejects(changePatient, error), at });
    await retype(route, 'Phone', '0711 90 21 55');
    await save(route);
    expect(await screen.findByText(sentence)).toBeVisible();
    expect(screen.getByLabelText('Phone')).toHaveValue('0711 90 21 55');
  });

  it('asks before what was typed is lost, and lets whoever changed nothing go', async () => {
    const route = await renderRoute({ api: aDesk(), at });
    await retype(route, 'Phone', '0711 90 21 55');
    await route.user.click(screen.getByRole('link', { name: 'Cancel' }));
    const question = within(await screen.findByRole('alertdialog', { name: 'Leave without saving?' }));
    await route.user.click(question.getByRole('button', { name: 'Stay here' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
    expect(screen.getByLabelText('Phone')).toHaveValue('0711 90 21 55');
    await route.user.click(screen.getByRole('link', { name: 'Cancel' }));
    await route.user.click(await screen.findByRole('button', { name: 'Leave, lose it' }));
    await waitFor(() => expect(route.place()).toBe(`/patients/${jo.id}`));
    await screen.findByRole('region', { name: 'Patient' });
    await route.user.keyboard('e');
    await waitFor(() => expect(route.place()).toBe(at));
    await screen.findByLabelText('Phone');
    await route.user.click(screen.getByRole('link', { name: 'Cancel' }));
    await waitFor(() => expect(route.place()).toBe(`/patients/${jo.id}`));
  });

  it('asks when the window is closed over what was typed', async () => {
    const route = await renderRoute({ api: aDesk(), at });
    const close = (): boolean => {
      const event = new Event('beforeunload', { cancelable: true });
      act(() => void window.dispatchEvent(event));
      return event.defaultPrevented;
    };
    expect(close()).toBe(false);
    await retype(route, 'Phone', '0711 90 21 55');
    expect(close()).toBe(true);
  });

  it('is not for those who may only look', async () => {
    await renderRoute({ api: aDesk().answers(readMe, aMe('billing')), at });
    expect(screen.getByRole('heading', { name: 'Your role does not open this page' })).toBeVisible();
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
  });

  it('is built so that everyone can use it', async () => {
    await renderRoute({ api: aDesk(), at });
    expect(await accessibilityProblems()).toEqual([]);
  });
});

const theirs: Patient = {
  ...jo,
  version: 8,
  phone: '0711 90 12 58',
  email: 'jo.li@mail.example',
  address: { line: '3 Tanner’s Row', city: 'Harbour', state: null, postalCode: 'QS1 2AB', country: 'GB' },
  updatedAt: '2026-11-23T10:17:00Z',
};

/** Somebody else saved before this desk did. */
const conflicted = async (): Promise<{ route: RenderedRoute; api: FakeApi }> => {
  const api = aDesk().rejects(changePatient, staleVersion(theirs));
  const route = await renderRoute({ api, at });
  await retype(route, 'Phone', '0711 90 21 55');
  await retype(route, 'Given name', 'Joe');
  await save(route);
  await screen.findByRole('heading', { name: 'Somebody else changed this file while you were editing it' });
  api.answers(changePatient, { ...theirs, version: 9 });
  return { route, api };
};

const rowOf = (field: string): HTMLElement =>
  screen.queryByRole('radiogroup', { name: field }) ?? screen.getByRole('group', { name: field });

describe('two who edit one file at once', () => {
  it('see before, mine and theirs side by side, and choose only where both wrote something else', async () => {
    await conflicted();
    expect(screen.getByRole('alert')).toHaveTextContent('In 1 field you both wrote something else');
    expect(rowOf('Phone')).toHaveTextContent('0711 90 12 55');
    expect(within(rowOf('Phone')).getByRole('radio', { name: /Mine: 0711 90 21 55/ })).toBeChecked();
    expect(within(rowOf('Phone')).getByRole('radio', { name: /Theirs: 0711 90 12 58/ })).not.toBeChecked();
    expect(within(rowOf('Phone')).getByText('21')).toContainHTML('<ins>21</ins>');
    expect(rowOf('Given name')).toHaveTextContent('Joestaysunchanged');
    expect(rowOf('E-mail')).toHaveTextContent('unchangedjo.li@mail.exampletaken over');
    expect(screen.queryByRole('group', { name: 'Street' })).not.toBeInTheDocument();
    expect(await accessibilityProblems()).toEqual([]);
  });

  it('keep what was chosen: sent against the other version, without what the other one has already saved', async () => {
    const { route, api } = await conflicted();
    await route.user.click(within(rowOf('Phone')).getByRole('radio', { name: /Theirs/ }));
    await route.user.click(screen.getByRole('button', { name: 'Save these' }));
    await waitFor(() => expect(route.place()).toBe(`/patients/${jo.id}`));
    expect(api.asked(changePatient).at(-1)).toMatchObject({ ifMatch: 8, body: { givenName: 'Joe' } });
    expect(Object.keys(api.asked(changePatient).at(-1)?.body ?? {})).toEqual(['givenName']);
    expect(await screen.findByText(saved)).toBeVisible();
  });

  it('take all of one side with one key', async () => {
    const { route, api } = await conflicted();
    await route.user.keyboard('2');
    expect(within(rowOf('Phone')).getByRole('radio', { name: /Theirs/ })).toBeChecked();
    await route.user.keyboard('1{Control>}{Enter}{/Control}');
    await waitFor(() => expect(route.place()).toBe(`/patients/${jo.id}`));
    expect(api.asked(changePatient).at(-1)?.body).toEqual({ givenName: 'Joe', phone: '0711 90 21 55' });
  });

  it('go on editing with both put together', async () => {
    const { route, api } = await conflicted();
    await route.user.click(screen.getByRole('button', { name: 'Go on editing' }));
    expect(await screen.findByLabelText('Phone')).toHaveValue('0711 90 21 55');
    expect(screen.getByLabelText('City')).toHaveValue('Harbour');
    expect(screen.getByLabelText('E-mail')).toHaveValue('jo.li@mail.example');
    await route.user.click(screen.getByRole('link', { name: 'Cancel' }));
    await route.user.click(await screen.findByRole('button', { name: 'Stay here' }));
    await save(route);
    await waitFor(() => expect(route.place()).toBe(`/patients/${jo.id}`));
    expect(api.asked(changePatient).at(-1)).toMatchObject({
      ifMatch: 8,
      body: { givenName: 'Joe', phone: '0711 90 21 55' },
    });
  });

  it('are asked again when a third one was faster still', async () => {
    const { route, api } = await conflicted();
    const third = { ...theirs, version: 9, phone: '0711 90 99 99' };
    api.rejects(changePatient, staleVersion(third));
    await route.user.click(screen.getByRole('button', { name: 'Save these' }));
    expect(await screen.findByRole('radio', { name: /Theirs: 0711 90 99 99/ })).toBeVisible();
    api.answers(changePatient, { ...third, version: 10 });
    await route.user.click(screen.getByRole('button', { name: 'Save these' }));
    await waitFor(() => expect(route.place()).toBe(`/patients/${jo.id}`));
    expect(api.asked(changePatient).at(-1)).toMatchObject({ ifMatch: 9 });
  });

  it('do not lose the conflict by leaving it without a word', async () => {
    const { route } = await conflicted();
    await route.user.click(screen.getByRole('link', { name: 'Today' }));
    expect(await screen.findByRole('alertdialog', { name: 'Leave without saving?' })).toBeVisible();
  });
});
