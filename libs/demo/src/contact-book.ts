import type { ClinicProfile } from './clinic-profile.ts';
import type { DemoAddress, DemoPatient } from './demo-clinic.ts';
import type { Dice } from './dice.ts';

const words = [
  'bluekite',
  'riverstone',
  'lemontree',
  'nightowl',
  'paperboat',
  'redbicycle',
  'tallgrass',
  'quietsea',
];
const domains = ['example.org', 'example.com', 'example.net'];

const latinLetters = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();

/** Hands out phones, e-mail addresses and homes that cannot belong to anyone. */
export class ContactBook {
  private readonly profile: ClinicProfile;
  private readonly dice: Dice;
  private readonly phones: ClinicProfile['phones'][number][];
  private readonly emails = new Set<string>();

  constructor(profile: ClinicProfile, dice: Dice) {
    this.profile = profile;
    this.dice = dice;
    this.phones = dice.shuffle(profile.phones);
  }

  /** A number nobody else has, written as one of the two usual forms. */
  phone(): string {
    const phone = this.phones.pop();
    if (!phone) throw new Error('No phone number is left to give out');
    return this.dice.chance(0.6) ? phone.national : phone.international;
  }

  email({ givenName, familyName }: Pick<DemoPatient, 'givenName' | 'familyName'>): string {
    const given = latinLetters(givenName ?? '').slice(0, 20);
    const family = latinLetters(familyName).slice(0, 20);
    const start =
      given && family ? `${given}.${family}` : `${this.dice.pick(words)}${this.dice.between(10, 99)}`;
    const domain = this.dice.pick(domains);
    let email = `${start}@${domain}`;
    for (let number = 2; this.emails.has(email); number += 1) email = `${start}${number}@${domain}`;
    this.emails.add(email);
    return email;
  }

  address(): DemoAddress {
    const { city, state, postalCode } = this.dice.pick(this.profile.districts);
    const line = this.profile.addressLine(this.dice.pick(this.profile.streets), this.dice.between(1, 240));
    return { line, city, state, postalCode, country: this.profile.country };
  }
}
