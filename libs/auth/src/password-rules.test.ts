import { describe, expect, it } from 'vitest';
import { isEasyToGuess } from './password-rules.ts';

const context = ['Quayside Family Practice', 'rosa.nakamura@quayside.example', 'Rosa Nakamura', 'Clinic'];

describe('a password that is guessed first', () => {
  it.each([
    // The top of published lists, as far as they are long enough.
    ...['123456789012', '1234567890123', '098765432109', '111111111111', 'aaaaaaaaaaaa', 'abcdefghijkl'],
    ...[
      'qwertyuiop123',
      'qwertyuiopasdfghjkl',
      'asdfghjkl123',
      '1q2w3e4r5t6y7u',
      '1qaz2wsx3edc',
      'abcd1234abcd',
    ],
    ...['password1234', 'Password123!', 'P@ssw0rd1234', 'passwordpassword', 'passw0rd2024', 'PASSWORD-2025!'],
    ...[
      'iloveyou1234',
      'iloveyoubaby',
      'letmein12345',
      'welcome12345',
      'changeme2024',
      'administrator',
      'trustno1trustno1',
    ],
    ...['Summer2024!!', 'Winter-2025-!', 'december2023', 'monday123456', 'sunshine1234', 'dragonmonkey'],
    // Of this clinic.
    ...[
      'Quayside2024!',
      'quayside-family',
      'FamilyPractice1',
      'rosanakamura1',
      'Nakamura-1985',
      'rosa.nakamura@q',
    ],
    ...['clinicclinic', 'Hospital2025!', 'nurse-nurse-1', 'Reception1234', 'receptionist!'],
    // Said again and again.
    ...['abababababab', 'tritritritri', '%%%%%%%%%%%%', 'x1x1x1x1x1x1', '            '],
  ])('is %j', (password) => {
    expect(isEasyToGuess(password, context)).toBe(true);
  });
});

describe('a password that is not', () => {
  it.each([
    ...['correct horse battery staple', 'only for tests, and long enough', 'tr0ub4dor&3-xkcd'],
    ...[
      'mein Fahrrad ist gelb',
      'ein blaues sofa im regen',
      'q7Lp-v2Zw-x9Tn',
      'zaunkönig am bach',
      '密码密码很长的密码短语',
    ],
    ...['Password and a green lamp', 'the quayside smells of tar', 'ABx7_0pQz-KdM3vR', 'dZ3hT1mWqLw8_bNc'],
  ])('is %j', (password) => {
    expect(isEasyToGuess(password, context)).toBe(false);
  });

  it('is judged by the names that are known: elsewhere they are words like others', () => {
    expect(isEasyToGuess('marigold-lantern-9', ['Marigold Lantern'])).toBe(true);
    expect(isEasyToGuess('marigold-lantern-9', context)).toBe(false);
  });

  it('is judged without being read as a pattern', () => {
    expect(isEasyToGuess('a harmless phrase', ['.*', '[a-z]+', '(', '$&'])).toBe(false);
  });
});

it('is judged in no time, however it is made', () => {
  const nasty = [
    'a'.repeat(128),
    'ab'.repeat(64),
    'abcdefg'.repeat(18),
    `${'a'.repeat(63)}b${'a'.repeat(63)}c`,
  ];
  for (const password of nasty) expect(isEasyToGuess(password, context)).toBe(true);
});
