import type { Transaction } from '@clinic/database';
import { finishWrite, type UserRow } from '@clinic/repositories';
import type { TextSink } from '#api/commands/import-output.ts';
import { UsageError } from '#api/commands/import-arguments.ts';
import {
  FOUND_CLINIC_USAGE,
  readFoundClinicArguments,
  readResetLinkArguments,
  RESET_LINK_USAGE,
  type ResetLinkArguments,
} from '#api/commands/staff-arguments.ts';
import type { Deps } from '#api/composition.ts';
import { foundClinic } from '#api/found-clinic.ts';
import { systemContext } from '#api/system-context.ts';
import { UserLinks } from '#api/user-links.ts';

export type StaffCommand = {
  words: string[];
  /** Where people open the clinic unless told; undefined in production. */
  localOrigin: string | undefined;
  output: TextSink;
  notices: TextSink;
};

const DONE = 0;
const FAILED = 1;
const MISUSED = 2;

const line = (sink: TextSink, text: string): void => void sink.write(`${text}\n`);

/** Says how a command is meant where it was not understood. */
const guided = async (
  { words, notices, output }: StaffCommand,
  usage: string,
  work: () => Promise<number>,
): Promise<number> => {
  if (words.includes('--help')) {
    line(output, usage);
    return DONE;
  }
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    line(notices, `${error.message}\n\n${usage}`);
    return MISUSED;
  }
};

/** Founds a clinic nobody can sign in to but by the link that is printed. @returns the exit code */
export const foundClinicCommand = (deps: Deps, command: StaffCommand): Promise<number> =>
  guided(command, FOUND_CLINIC_USAGE, async () => {
    const { clinic, admin, origin, isJson } = readFoundClinicArguments(command.words, command.localOrigin);
    const { ids, clock, database } = deps;
    const [clinicId, userId, now] = [ids.next(), ids.next(), clock.now()];
    const links = new UserLinks({ ...deps, publicOrigin: origin });
    const setUpUrl = await database.inClinic({ clinicId }, async (tx) => {
      const staff = [{ id: userId, ...admin, role: 'admin' as const, password: null }];
      const empty = { practitioners: [], rooms: [], types: [], hours: [], exceptions: [] };
      await foundClinic(tx, deps, { ...clinic, ...empty, staff, isDemo: false, now });
      const url = await links.issue(tx, { userId, purpose: 'invitation', now });
      await finishWrite(tx, {
        context: systemContext(clinicId, ids.next()),
        now,
        changes: [{ entity: 'user', id: userId, version: 1 }],
        audit: [{ id: ids.next(), action: 'user.create', resourceType: 'user', resourceId: userId }],
      });
      return url;
    });
    line(
      command.output,
      `${clinic.name} is founded. ${admin.email} chooses a password here, once, within seven days:`,
    );
    line(command.output, setUpUrl);
    if (isJson) line(command.output, JSON.stringify({ clinicId, userId, setUpUrl }));
    return DONE;
  });

type Reset = { asked: ResetLinkArguments; user: UserRow; url: string };

const recordReset = async (tx: Transaction, deps: Deps, { asked, user }: Reset): Promise<void> => {
  const { ids, clock, repositories } = deps;
  const now = clock.now();
  const { id } = user;
  const removes = asked.removesTotp && user.hasMfa;
  if (removes) {
    await repositories.secondFactors.delete(tx, id);
    await repositories.users.noteChange(tx, id, now);
    await repositories.sessions.revokeAll(tx, id, { exceptId: null, now });
  }
  const actions = ['user.reset-link', ...(removes ? ['totp.remove'] : [])];
  await finishWrite(tx, {
    context: systemContext(tx.clinicId, ids.next()),
    now,
    changes: removes ? [{ entity: 'user', id, version: user.version + 1 }] : [],
    audit: actions.map((action) => ({ id: ids.next(), action, resourceType: 'user', resourceId: id })),
  });
};

/** @returns the address of the link, or undefined when nobody of this clinic signs in so. */
const makeResetLink = (
  deps: Deps,
  clinicId: string,
  asked: ResetLinkArguments,
): Promise<string | undefined> => {
  const { repositories, database, clock, loginIndex } = deps;
  const links = new UserLinks({ ...deps, publicOrigin: asked.origin });
  return database.inClinic({ clinicId }, async (tx) => {
    const userId = await repositories.users.findOwner(tx, loginIndex(asked.email));
    const user = userId === undefined ? undefined : await repositories.users.findForUpdate(tx, userId);
    if (!user?.isActive) return undefined;
    const purpose = user.passwordHash === null ? 'invitation' : 'password';
    const url = await links.issue(tx, { userId: user.id, purpose, now: clock.now() });
    await recordReset(tx, deps, { asked, user, url });
    return url;
  });
};

/** Helps in somebody whom no administrator can help any more. @returns the exit code */
export const resetLinkCommand = (deps: Deps, command: StaffCommand): Promise<number> =>
  guided(command, RESET_LINK_USAGE, async () => {
    const asked = readResetLinkArguments(command.words, command.localOrigin);
    const { database, repositories, doorbell } = deps;
    const clinicId = await database.asSystem((tx) => repositories.clinics.findIdByName(tx, asked.clinic));
    const resetUrl = clinicId === undefined ? undefined : await makeResetLink(deps, clinicId, asked);
    if (clinicId === undefined || resetUrl === undefined) {
      line(command.notices, 'Nobody who may sign in to this clinic has that address');
      return FAILED;
    }
    doorbell.ring(clinicId, 'session');
    line(command.output, `${asked.email} chooses another password here, once:`);
    line(command.output, resetUrl);
    if (asked.isJson) line(command.output, JSON.stringify({ resetUrl }));
    return DONE;
  });
