import {
  archivePatient,
  changeAppointmentStatus,
  listAppointments,
  listPatients,
  listVisits,
  readMe,
  readPatient,
  restorePatient,
  searchPatients,
  type Appointment,
  type Patient,
} from '@clinic/contracts';
import { AppError, notFound, unavailable } from '@clinic/core';
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import {
  aClinicApi,
  aMe,
  anAppointment,
  aPatientFile,
  aPractitioner,
  aSummary,
  aVisit,
  NOW,
} from '../../testing/builders.ts';
import { deferred } from '../../testing/deferred.ts';
import type { FakeApi } from '../../testing/fake-api.ts';
import { accessibilityProblems, renderRoute } from '../../testing/render-route.tsx';

const osei = aPractitioner('Dr Osei');

const fileOf = (patient: Patient, today: Appointment[] = []): FakeApi =>
  aClinicApi({ practitioners: [osei] })
    .answers(readPatient, patient)
    .answers(listVisits, { items: [aVisit({ practitionerId: osei.id })], nextCursor: null })
    .answers(listAppointments, { items: today });

const amara = aPatientFile({
  familyName: 'Okonjo-Whitfield',
  givenName: 'Amara',
  birthDate: '1985-06-07',
  fileNumber: '4471',
  alerts: [
    { kind: 'allergy', label: 'Penicillin', severity: 'high' },
    { kind: 'alert', label: 'Hard of hearing', severity: 'moderate' },
  ],
});
const at = `/patients/${amara.id}`;

const banner = () => within(screen.getByRole('region', { name: 'Patient' }));

describe("a patient's page", () => {
  it('says who it is and what must not be forgotten, before anything else', async () => {
    await renderRoute({ api: fileOf(amara), at });
    expect(banner().getByRole('heading')).toHaveTextContent(
      'Okonjo-Whitfield, Amara41 F, born 7 June 1985, file 4471',
    );
    expect(banner().getByText('Penicillin')).toBeVisible();
    expect(banner().getByText('Hard of hearing')).toBeVisible();
  });

  it('tells "none known" from "not asked"', async () => {
    await renderRoute({ api: fileOf(aPatientFile({ id: amara.id, areAllergiesKnown: false })), at });
    expect(banner().getByText('Allergies not asked')).toBeVisible();
  });

  it('says that no allergies are known when that was the answer', async () => {
    await renderRoute({ api: fileOf(aPatientFile({ id: amara.id, areAllergiesKnown: true })), at });
    expect(banner().getByText('No known allergies')).toBeVisible();
  });

  it('takes the visit of today one step on from the banner', async () => {
    const visit = anAppointment({ status: 'arrived', arrivedAt: '2026-11-23T09:38:00Z', version: 4 });
    const api = fileOf(amara, [visit]).answers(changeAppointmentStatus, () => {
      const inRoom = {
        ...visit,
        status: 'checked-in' as const,
        checkedInAt: '2026-11-23T10:24:00Z',
        version: 5,
      };
      api.answers(listAppointments, { items: [inRoom] });
      return inRoom;
    });
    const { user } = await renderRoute({ api, at });
    expect(banner().getByText('Waiting 46 min')).toBeVisible();
    await user.click(banner().getByRole('button', { name: 'Call in' }));
    expect(await banner().findByText('In room 0 min')).toBeVisible();
    expect(api.asked(changeAppointmentStatus)).toMatchObject([
      { ifMatch: 4, body: { status: 'checked-in' } },
    ]);
  });

  it('says that a step was taken when the server has said so, and takes it back with one key', async () => {
    const visit = anAppointment();
    const answer = deferred<Appointment>();
    const api = fileOf(amara, [visit]).answers(changeAppointmentStatus, ({ body }) =>
      body['status'] === 'arrived' ? answer.promise : { ...visit, version: 3 },
    );
    const { user } = await renderRoute({ api, at });
    await user.click(banner().getByRole('button', { name: 'Arrived' }));
    expect(screen.queryByText(/has arrived\./)).not.toBeInTheDocument();
    answer.resolve({ ...visit, status: 'arrived', version: 2 });
    expect(await screen.findByText(/has arrived\./)).toBeVisible();
    api.answers(listAppointments, { items: [{ ...visit, status: 'arrived', version: 2 }] });
    await user.keyboard('u');
    expect(await screen.findByText(/is due again\./)).toBeVisible();
    expect(api.asked(changeAppointmentStatus)).toMatchObject([
      { ifMatch: 1, body: { status: 'arrived' } },
      { body: { status: 'booked' } },
    ]);
  });

  it('says so when the visit stands differently by now', async () => {
    const api = fileOf(amara, [anAppointment()]).rejects(
      changeAppointmentStatus,
      new AppError('stale_version', 'Changed'),
    );
    const { user } = await renderRoute({ api, at });
    await user.click(banner().getByRole('button', { name: 'Arrived' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('not set to “Waiting”');
    expect(screen.queryByText(/has arrived\./)).not.toBeInTheDocument();
  });

  it('lists visits with day, time, state, reason and practitioner, and fetches earlier ones', async () => {
    const earlier = aVisit({ startsAt: '2025-03-03T09:00:00Z', reason: 'Blood test', status: 'noshow' });
    const api = fileOf(amara).answers(listVisits, ({ query }) =>
      query['cursor'] === 'next'
        ? { items: [earlier], nextCursor: null }
        : { items: [aVisit({ practitionerId: osei.id })], nextCursor: 'next' },
    );
    const { user } = await renderRoute({ api, at });
    expect(
      screen.getByRole('row', { name: 'Mon 12 Oct 2026 11:15 Done Blood pressure review Dr Osei' }),
    ).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Earlier visits' }));
    expect(await screen.findByRole('row', { name: /Mon 3 Mar 2025 09:00 No-show Blood test/ })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Earlier visits' })).not.toBeInTheDocument();
  });

  it('offers to book', async () => {
    const { user, place } = await renderRoute({ api: fileOf(amara), at });
    await user.keyboard('b');
    await waitFor(() => expect(place()).toContain(`patient=${amara.id}`));
  });

  it('leads to its editing by button and by key', async () => {
    const { user, place } = await renderRoute({ api: fileOf(amara), at });
    expect(screen.getByRole('link', { name: 'Edit' })).toHaveAttribute('href', `${at}/edit`);
    await user.keyboard('e');
    await waitFor(() => expect(place()).toBe(`${at}/edit`));
  });

  it('is put away with one press and brought back with one key', async () => {
    const away = { ...amara, isArchived: true, archivedAt: NOW, version: 2 };
    const api = fileOf(amara);
    api
      .answers(archivePatient, () => {
        api.answers(readPatient, away);
        return away;
      })
      .answers(restorePatient, () => {
        api.answers(readPatient, { ...amara, version: 3 });
        return { ...amara, version: 3 };
      });
    const { user } = await renderRoute({ api, at });
    await user.click(banner().getByRole('button', { name: 'More actions' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Put this file away' }));
    expect(await screen.findByText(/is put away\./)).toHaveTextContent(
      'The file of Okonjo-Whitfield, Amara is put away.',
    );
    expect(await screen.findByText(/searches do not find it/)).toBeVisible();
    expect(screen.queryByRole('link', { name: /^Book/ })).not.toBeInTheDocument();
    await user.keyboard('u');
    await waitFor(() => expect(screen.queryByText(/searches do not find it/)).not.toBeInTheDocument());
    expect(api.asked(archivePatient)).toMatchObject([{ ifMatch: 1 }]);
    expect(api.asked(restorePatient)).toMatchObject([{ ifMatch: 2 }]);
    expect(await screen.findByText(/is back\./)).toBeVisible();
  });

  it('says that what is booked stays booked when it is put away', async () => {
    const away = { ...amara, isArchived: true, archivedAt: NOW, nextAppointmentAt: '2026-12-01T10:00:00Z' };
    await renderRoute({ api: fileOf(away), at });
    expect(screen.getByText(/stays booked until somebody cancels it/)).toBeVisible();
  });

  it('is brought back from its own page, and says why it could not be', async () => {
    const away = { ...amara, isArchived: true, archivedAt: NOW };
    const api = fileOf(away).rejects(restorePatient, unavailable('The server'));
    const { user } = await renderRoute({ api, at });
    await user.click(screen.getByRole('button', { name: 'Bring it back' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('nothing was changed');
    expect(screen.queryByText(/is back\./)).not.toBeInTheDocument();
  });

  it('offers nothing to press to those who may only look', async () => {
    const api = fileOf(amara, [anAppointment()]);
    const me = aMe('billing');
    await renderRoute({ api: api.answers(readMe, me), at });
    expect(banner().queryByRole('button')).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: /^Book/ })).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Edit' })).not.toBeInTheDocument();
  });

  it('has a face for a file that is not there', async () => {
    await renderRoute({ api: fileOf(amara).rejects(readPatient, notFound('Patient')), at });
    expect(screen.getByRole('heading', { name: 'There is nothing at this address' })).toBeVisible();
  });

  it('keeps the name out of the window title, which browsers write down', async () => {
    await renderRoute({ api: fileOf(amara), at });
    await waitFor(() => expect(document.title).toBe('Patient file, Quayside Clinic'));
  });

  it('is built so that everyone can use it', async () => {
    await renderRoute({ api: fileOf(amara, [anAppointment()]), at });
    expect(await accessibilityProblems()).toEqual([]);
  });
});

describe('the list of patients', () => {
  it('shows those seen last, finds others as one types, and goes on page by page', async () => {
    const recent = aSummary({ familyName: 'Wirawan', givenName: null });
    const found = [
      aSummary({ familyName: 'Rangihuia', givenName: 'Tāne' }),
      aSummary({ familyName: 'Rao', givenName: 'Ila' }),
    ];
    const api = aClinicApi().answers(searchPatients, ({ body }) => {
      if (body['query'] === '') return { items: [recent], nextCursor: null };
      return body['cursor'] === 'next'
        ? { items: found.slice(1), nextCursor: null }
        : { items: found.slice(0, 1), nextCursor: 'next' };
    });
    const { user } = await renderRoute({ api, at: '/patients' });
    expect(await screen.findByRole('link', { name: 'Wirawan' })).toBeVisible();
    await user.type(screen.getByRole('searchbox'), 'ra');
    expect(await screen.findByRole('link', { name: 'Rangihuia, Tāne' })).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Wirawan' })).not.toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await screen.findByRole('link', { name: 'Rao, Ila' })).toBeVisible();
    expect(screen.getByRole('link', { name: 'Rangihuia, Tāne' })).toBeVisible();
  });

  it('leads to those who are put away, and nowhere else are they found', async () => {
    const away = [aSummary({ familyName: 'Sithole' }), aSummary({ familyName: 'Eze' })];
    const api = aClinicApi().answers(listPatients, ({ query }) =>
      query['cursor'] === 'next'
        ? { items: away.slice(1), nextCursor: null }
        : { items: away.slice(0, 1), nextCursor: 'next' },
    );
    const { user } = await renderRoute({ api, at: '/patients' });
    await user.click(screen.getByRole('link', { name: 'Put away' }));
    expect(await screen.findByRole('link', { name: /Sithole/ })).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await screen.findByRole('link', { name: /Eze/ })).toBeVisible();
    expect(api.asked(listPatients)[0]?.query).toMatchObject({ archived: true });
    expect(await accessibilityProblems()).toEqual([]);
  });

  it('is built so that everyone can use it', async () => {
    const api = aClinicApi().answers(searchPatients, { items: [aSummary()], nextCursor: null });
    await renderRoute({ api, at: '/patients' });
    await screen.findByRole('table');
    expect(await accessibilityProblems()).toEqual([]);
  });
});
