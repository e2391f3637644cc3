import { parseArgs } from 'node:util';
import { newUser, settingDefaults, settingsChange } from '@clinic/contracts';
import type { z } from 'zod';
import { UsageError } from '#api/commands/import-arguments.ts';

export type NewClinicArguments = {
  clinic: { name: string; timeZone: string; locale: string; country: string };
  admin: { email: string; displayName: string };
  origin: string;
  isJson: boolean;
};

export type ResetLinkArguments = {
  email: string;
  clinic: string | null;
  removesTotp: boolean;
  origin: string;
  isJson: boolean;
};

export const FOUND_CLINIC_USAGE = `npm run found-clinic -- --name NAME --email ADDRESS [--person NAME] [--time-zone ZONE]
  [--locale LOCALE] [--country CODE] [--origin URL] [--json]

Founds an empty clinic with one administrator and prints a link, which opens once within seven days: the administrator
chooses a password there. Nobody else can sign in, and there is no password to be changed first.

--name NAME       of the clinic
--email ADDRESS   the administrator's, by which they sign in
--person NAME     the administrator's name; without it "Administrator"
--time-zone ZONE  such as Europe/Berlin; without it UTC
--locale LOCALE   such as de-DE; without it en-US
--country CODE    such as DE; without it US
--origin URL      the address people open the clinic at; on a machine of your own without it http://localhost:4200
--json            prints the result as a last line of JSON`;

export const RESET_LINK_USAGE = `npm run reset-link -- --email ADDRESS [--clinic NAME] [--remove-totp] [--origin URL] [--json]

Prints a link by which somebody chooses another password, for when no administrator can sign in to make one. It opens once
within 24 hours; earlier links lead nowhere.

--email ADDRESS  by which they sign in
--clinic NAME    in this clinic; without it in the first
--remove-totp    takes their second factor off as well, and ends their sessions
--origin URL     the address people open the clinic at; on a machine of your own without it http://localhost:4200
--json           prints the result as a last line of JSON`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const founding = {
  ...{ name: text, email: text, person: text, 'time-zone': text, locale: text, country: text },
  ...{ origin: text, json: flag },
};

const resetting = { email: text, clinic: text, 'remove-totp': flag, origin: text, json: flag };

const parsed = <Values>(parse: () => { values: Values }): Values => {
  try {
    return parse().values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The arguments are not understood');
  }
};

/** What was typed, checked as the API would check it. */
const checked = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UsageError(
    `${issue?.path.join('.') ?? 'What was typed'} ${issue?.message ?? 'is not understood'}`,
  );
};

const originOf = (origin: string | undefined): string => {
  // A link to a machine of ours would be handed to somebody who is elsewhere.
  if (origin === undefined) throw new UsageError('Say --origin: the address people open the clinic at');
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new UsageError('--origin must be an address such as https://clinic.example');
};

/** @param localOrigin where people open the clinic unless told; undefined in production. @throws UsageError */
export const readFoundClinicArguments = (
  words: string[],
  localOrigin: string | undefined,
): NewClinicArguments => {
  const values = parsed(() => parseArgs({ args: words, options: founding }));
  const { name, email, person = 'Administrator', locale, country } = values;
  if (name === undefined || email === undefined) throw new UsageError('Say --name and --email');
  const place = { timeZone: values['time-zone'], locale, country };
  const { timeZone, ...rest } = checked(settingsChange, { name, ...place });
  const admin = checked(newUser, { email, displayName: person, role: 'admin' });
  return {
    clinic: {
      name,
      timeZone: timeZone ?? settingDefaults.timeZone,
      locale: rest.locale ?? settingDefaults.locale,
      country: rest.country ?? settingDefaults.country,
    },
    admin: { email: admin.email, displayName: admin.displayName },
    origin: originOf(values.origin ?? localOrigin),
    isJson: values.json === true,
  };
};

/** @param localOrigin where people open the clinic unless told; undefined in production. @throws UsageError */
export const readResetLinkArguments = (
  words: string[],
  localOrigin: string | undefined,
): ResetLinkArguments => {
  const values = parsed(() => parseArgs({ args: words, options: resetting }));
  if (values.email === undefined) throw new UsageError('Say --email');
  return {
    email: values.email,
    clinic: values.clinic ?? null,
    removesTotp: values['remove-totp'] === true,
    origin: originOf(values.origin ?? localOrigin),
    isJson: values.json === true,
  };
};
