export const lockTexts = {
  'lock.title': 'Locked',
  'lock.who': '{name}, {role}',
  'lock.kept': 'What you typed is kept. You go on where you stopped.',
  'lock.mismatch': 'This is not your password.',
  'lock.unlock': 'Unlock',
  'lock.switch': 'Someone else? Switch person',
  'lock.since.idle': {
    one: 'Locked {time} after {count} minute without a key.',
    other: 'Locked {time} after {count} minutes without a key.',
  },
  'lock.since.asked': 'Locked {time}.',
  'lock.since.ended': 'Your session ended; locked {time}. What you saved last is sent after you unlock.',
  'lock.soon': 'This screen locks soon: nobody has touched a key for a while. Any key keeps it open.',
} as const;
