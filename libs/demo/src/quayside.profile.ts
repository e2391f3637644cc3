import { numbered } from './clinic-profile.ts';
import type { ClinicProfile, VisitProfile } from './clinic-profile.ts';

const adults = [18, 110] as const;
const everyone = [0, 110] as const;
const none = [0, 0] as const;

const visits: readonly VisitProfile[] = [
  {
    ...{ name: 'Consultation', durationMinutes: 20, buffers: none, weight: 30, practitioners: [0, 1, 2, 4] },
    ages: everyone,
    reasons: [
      ...[
        'Sore throat for three days',
        'Headaches',
        'Dizzy when standing up',
        'Tired all the time',
        'Ear pain',
      ],
      ...['Rash on both arms', 'Cough that will not go away', 'Stomach pain after meals', 'Trouble sleeping'],
      ...['Fever since Saturday', 'Knee swelling', 'Sinus pressure', 'Itchy eyes', 'Palpitations'],
    ],
    childReasons: [
      'Ear pain',
      'Fever since Saturday',
      'Cough at night',
      'Rash after daycare',
      'Stomach ache',
      'Head lice',
    ],
  },
  {
    ...{ name: 'Follow-up', durationMinutes: 15, buffers: none, weight: 24, practitioners: [0, 1, 2, 4] },
    ages: everyone,
    reasons: [
      ...[
        'Blood pressure review',
        'Test results',
        'Asthma review',
        'Thyroid review',
        'New medication, how it goes',
      ],
      ...['Diabetes review', 'Follow-up after hospital', 'Repeat prescription', 'Migraine, new medication'],
    ],
    childReasons: ['Asthma review', 'Ear check after antibiotics', 'Test results', 'Eczema, how it goes'],
  },
  {
    ...{ name: 'First visit', durationMinutes: 40, buffers: [0, 5], weight: 7, practitioners: [0, 1] },
    ages: adults,
    reasons: ['New patient', 'New in town, needs a doctor', 'Second opinion', 'Transfer of care'],
  },
  {
    ...{ name: 'Vaccination', durationMinutes: 10, buffers: none, weight: 12, practitioners: [2, 4] },
    ages: everyone,
    reasons: ['Flu shot', 'Second dose', 'Travel vaccines', 'Tetanus booster', 'School vaccines'],
  },
  {
    ...{ name: 'Blood test', durationMinutes: 10, buffers: [0, 5], weight: 12, practitioners: [4] },
    ages: adults,
    room: 5,
    reasons: ['Fasting blood test', 'Cholesterol check', 'Iron levels', 'Kidney values before the new dose'],
  },
  {
    ...{ name: 'Wound dressing', durationMinutes: 25, buffers: [5, 10], weight: 6, practitioners: [4] },
    ages: everyone,
    room: 4,
    reasons: ['Dressing change, left leg', 'Stitches out', 'Burn on right hand', 'Cut on left hand'],
  },
  {
    ...{ name: 'Well-child check', durationMinutes: 30, buffers: none, weight: 20, practitioners: [2] },
    ages: [0, 8],
    reasons: ['Yearly check', 'Growth and hearing', 'Check-up and vaccines'],
  },
  {
    ...{ name: 'Antenatal check', durationMinutes: 30, buffers: none, weight: 7, practitioners: [1] },
    ...{ ages: [18, 45], sex: 'female' },
    reasons: ['Antenatal check, week 12', 'Antenatal check, week 24', 'Antenatal check, week 31'],
  },
  {
    ...{ name: 'Physical therapy', durationMinutes: 30, buffers: [0, 5], weight: 30, practitioners: [3] },
    ages: [10, 95],
    reasons: [
      ...[
        'Knee, session 3 of 6',
        'Lower back pain, session 2 of 6',
        'Shoulder, session 4 of 8',
        'Ankle sprain',
      ],
      ...['Neck, session 2 of 4', 'Hip replacement, session 5 of 12', 'Balance training'],
    ],
  },
  {
    ...{ name: 'Minor procedure', durationMinutes: 45, buffers: [10, 15], weight: 3, practitioners: [0] },
    ages: adults,
    room: 4,
    reasons: ['Mole removal', 'Ingrown toenail', 'Joint injection', 'Cyst, drain and dress'],
  },
];

const areaCodes = ['212', '646', '917', '718', '347', '929', '201', '914', '516', '551'];

/** A neighbourhood clinic in New York. */
export const quayside: ClinicProfile = {
  name: 'Quayside Clinic',
  slug: 'quayside',
  timeZone: 'America/New_York',
  locale: 'en-US',
  country: 'US',
  language: 'en',
  practitioners: [
    { name: 'Dr Helen Okafor', profession: 'Family physician', room: 0, ages: [14, 110] },
    { name: 'Dr Rafael Montoya', profession: 'Family physician', room: 1, ages: [14, 110] },
    { name: 'Dr Mei-Ling Hwang', profession: 'Pediatrician', room: 2, ages: [0, 17] },
    { name: 'Jonas Bergström', profession: 'Physical therapist', room: 6, ages: [10, 110] },
    { name: 'Priya Raghunathan', profession: 'Nurse practitioner', room: 3, ages: [0, 110] },
  ],
  rooms: ['Room 1', 'Room 2', 'Room 3', 'Room 4', 'Treatment', 'Lab', 'Gym'],
  visits,
  staff: {
    admin: 'Theresa Marchetti',
    receptionist: 'Rosa Adeyemi',
    billing: 'Walter Lindqvist',
    auditor: 'Naomi Feldmann',
  },
  districts: [
    { city: 'New York', state: 'NY', postalCode: '10002' },
    { city: 'New York', state: 'NY', postalCode: '10009' },
    { city: 'Brooklyn', state: 'NY', postalCode: '11201' },
    { city: 'Brooklyn', state: 'NY', postalCode: '11231' },
    { city: 'Queens', state: 'NY', postalCode: '11101' },
    { city: 'Staten Island', state: 'NY', postalCode: '10301' },
    { city: 'Jersey City', state: 'NJ', postalCode: '07302' },
  ],
  streets: [
    ...[
      'Harbor Lane',
      'Ropewalk Street',
      'Lantern Street',
      'Old Ferry Road',
      'Cooper’s Alley',
      'Mill Basin Avenue',
    ],
    ...[
      'Sailmaker Street',
      'Juniper Court',
      'Beacon Terrace',
      'Heron Street',
      'Pilot Street, Apt 4B',
      'Anchor Place',
    ],
  ],
  addressLine: (street, house) => `${house} ${street}`,
  // 555-0100 to 555-0199 belong to no one in any area code (North American Numbering Plan).
  phones: areaCodes.flatMap((area) =>
    numbered(100, 2).map((end) => ({
      national: `(${area}) 555-01${end}`,
      international: `+1 ${area} 555 01${end}`,
    })),
  ),
  alerts: [
    { kind: 'allergy', label: 'Penicillin: anaphylaxis', severity: 'high', weight: 10 },
    { kind: 'allergy', label: 'Peanuts: swelling, short of breath', severity: 'high', weight: 6 },
    { kind: 'allergy', label: 'Latex: rash', severity: 'moderate', weight: 7 },
    { kind: 'allergy', label: 'Ibuprofen: hives', severity: 'moderate', weight: 6 },
    { kind: 'allergy', label: 'Bee stings: swelling', severity: 'high', weight: 4 },
    { kind: 'allergy', label: 'Pollen: hay fever', severity: 'low', weight: 10 },
    { kind: 'allergy', label: 'Sulfa drugs: rash', severity: 'moderate', weight: 5 },
    { kind: 'alert', label: 'Hard of hearing: face them when you speak', severity: 'low', weight: 4 },
    { kind: 'alert', label: 'Falls easily: help from the chair', severity: 'moderate', weight: 4 },
    { kind: 'alert', label: 'Takes a blood thinner', severity: 'high', weight: 5 },
    { kind: 'alert', label: 'Wheelchair: ground-floor room', severity: 'low', weight: 3 },
    { kind: 'alert', label: 'Needs an interpreter', severity: 'low', weight: 4 },
  ],
  guardianAlert: 'Speak with the guardian only',
  notes: [
    'Prefers mornings.',
    'Call, do not text.',
    'Works nights: no calls before noon.',
    'Sister may pick up letters.',
  ],
  overbookReasons: [
    'Results cannot wait, Dr Okafor asked for today',
    'In pain, fits between two short visits',
  ],
  exceptions: {
    training: 'Staff training day',
    leave: 'Conference',
    extraHours: 'Flu shot morning',
    meeting: 'Team meeting',
    repair: 'Gym floor repair',
  },
};
