import { numbered } from './clinic-profile.ts';
import type { ClinicProfile, VisitProfile } from './clinic-profile.ts';

const adults = [18, 110] as const;
const everyone = [0, 110] as const;
const none = [0, 0] as const;

const visits: readonly VisitProfile[] = [
  {
    ...{ name: 'Sprechstunde', durationMinutes: 20, buffers: none, weight: 30, practitioners: [0, 1, 2, 4] },
    ages: everyone,
    reasons: [
      ...['Halsschmerzen seit drei Tagen', 'Kopfschmerzen', 'Schwindel beim Aufstehen', 'Ständig müde'],
      ...[
        'Ausschlag an beiden Armen',
        'Husten, der nicht weggeht',
        'Bauchschmerzen nach dem Essen',
        'Ohrenschmerzen',
      ],
      ...['Fieber seit Samstag', 'Knie geschwollen', 'Schlafstörungen', 'Herzklopfen', 'Krankschreibung'],
    ],
    childReasons: [
      'Ohrenschmerzen',
      'Fieber seit Samstag',
      'Husten in der Nacht',
      'Ausschlag nach der Kita',
      'Bauchweh',
    ],
  },
  {
    ...{ name: 'Kontrolle', durationMinutes: 15, buffers: none, weight: 24, practitioners: [0, 1, 2, 4] },
    ages: everyone,
    reasons: [
      ...['Blutdruckkontrolle', 'Befundbesprechung', 'Asthmakontrolle', 'Schilddrüse', 'Diabeteskontrolle'],
      ...['Nach dem Krankenhaus', 'Folgerezept', 'Neue Tabletten, Verlauf'],
    ],
    childReasons: ['Asthmakontrolle', 'Ohr nach Antibiotikum', 'Befundbesprechung', 'Neurodermitis, Verlauf'],
  },
  {
    ...{ name: 'Erstgespräch', durationMinutes: 40, buffers: [0, 5], weight: 7, practitioners: [0, 1] },
    ages: adults,
    reasons: ['Neu in der Praxis', 'Umgezogen, sucht Hausarzt', 'Zweitmeinung'],
  },
  {
    ...{ name: 'Impfung', durationMinutes: 10, buffers: none, weight: 12, practitioners: [2, 4] },
    ages: everyone,
    reasons: ['Grippeimpfung', 'Zweite Dosis', 'Reiseimpfung', 'Tetanus auffrischen'],
  },
  {
    ...{ name: 'Blutentnahme', durationMinutes: 10, buffers: [0, 5], weight: 12, practitioners: [4] },
    ages: adults,
    room: 5,
    reasons: ['Blutbild nüchtern', 'Cholesterin', 'Eisenwerte', 'Nierenwerte vor der neuen Dosis'],
  },
  {
    ...{ name: 'Verbandwechsel', durationMinutes: 25, buffers: [5, 10], weight: 6, practitioners: [4] },
    ages: everyone,
    room: 4,
    reasons: ['Verband, linkes Bein', 'Fäden ziehen', 'Verbrennung, rechte Hand', 'Schnitt am Finger'],
  },
  {
    ...{ name: 'Kindervorsorge', durationMinutes: 30, buffers: none, weight: 20, practitioners: [2] },
    ages: [0, 8],
    reasons: ['Vorsorge', 'Wachstum und Hören', 'Vorsorge mit Impfung'],
  },
  {
    ...{ name: 'Schwangerenvorsorge', durationMinutes: 30, buffers: none, weight: 7, practitioners: [1] },
    ...{ ages: [18, 45], sex: 'female' },
    reasons: ['Vorsorge, 12. Woche', 'Vorsorge, 24. Woche', 'Vorsorge, 31. Woche'],
  },
  {
    ...{ name: 'Physiotherapie', durationMinutes: 30, buffers: [0, 5], weight: 30, practitioners: [3] },
    ages: [10, 95],
    reasons: [
      ...['Knie, 3 von 6', 'Rücken, 2 von 6', 'Schulter, 4 von 8', 'Sprunggelenk', 'Nacken, 2 von 4'],
      ...['Hüfte nach Operation, 5 von 12', 'Gleichgewicht'],
    ],
  },
  {
    ...{ name: 'Kleiner Eingriff', durationMinutes: 45, buffers: [10, 15], weight: 3, practitioners: [0] },
    ages: adults,
    room: 4,
    reasons: ['Muttermal entfernen', 'Eingewachsener Nagel', 'Gelenkspritze'],
  },
];

// Set aside for films and books by the Bundesnetzagentur (Mitteilung 148/2021): nobody is ever called.
const areas = [
  { area: '30', start: '23125' },
  { area: '40', start: '66969' },
];

/** A neighbourhood practice in Berlin. */
export const lindenufer: ClinicProfile = {
  name: 'Praxis am Lindenufer',
  slug: 'lindenufer',
  timeZone: 'Europe/Berlin',
  locale: 'de-DE',
  country: 'DE',
  language: 'de',
  practitioners: [
    { name: 'Dr. Katrin Vogelsang', profession: 'Hausärztin', room: 0, ages: [14, 110] },
    { name: 'Dr. Emre Yıldırım', profession: 'Hausarzt', room: 1, ages: [14, 110] },
    { name: 'Dr. Sofia Antoniadou', profession: 'Kinderärztin', room: 2, ages: [0, 17] },
    { name: 'Lukas Brandstätter', profession: 'Physiotherapeut', room: 6, ages: [10, 110] },
    { name: 'Jana Šimková', profession: 'Pflegefachfrau', room: 3, ages: [0, 110] },
  ],
  rooms: ['Zimmer 1', 'Zimmer 2', 'Zimmer 3', 'Zimmer 4', 'Eingriffsraum', 'Labor', 'Gymnastikraum'],
  visits,
  staff: {
    admin: 'Ute Hollerbach',
    receptionist: 'Selin Aksoy',
    billing: 'Gerd Petersen',
    auditor: 'Miriam Rosenthal',
  },
  districts: [
    { city: 'Berlin', state: null, postalCode: '10115' },
    { city: 'Berlin', state: null, postalCode: '10405' },
    { city: 'Berlin', state: null, postalCode: '10997' },
    { city: 'Berlin', state: null, postalCode: '12047' },
    { city: 'Berlin', state: null, postalCode: '13353' },
    { city: 'Potsdam', state: null, postalCode: '14467' },
  ],
  streets: [
    ...['Lindenufer', 'Alte Mühlenstraße', 'Kirschgarten', 'Seilerweg', 'Am Brunnen', 'Fährmannstraße'],
    ...['Großer Wiesenweg', 'Laternengasse', 'Straße der Töpfer', 'Reiherstieg', 'Obere Schleuse'],
  ],
  addressLine: (street, house) => `${street} ${house}`,
  phones: areas.flatMap(({ area, start }) =>
    numbered(1000, 3).map((end) => ({
      national: `0${area} ${start}${end}`,
      international: `+49 ${area} ${start}${end}`,
    })),
  ),
  alerts: [
    { kind: 'allergy', label: 'Penicillin: anaphylaktischer Schock', severity: 'high', weight: 10 },
    { kind: 'allergy', label: 'Erdnüsse: Schwellung, Atemnot', severity: 'high', weight: 6 },
    { kind: 'allergy', label: 'Latex: Ausschlag', severity: 'moderate', weight: 7 },
    { kind: 'allergy', label: 'Ibuprofen: Nesselsucht', severity: 'moderate', weight: 6 },
    { kind: 'allergy', label: 'Wespenstiche: Schwellung', severity: 'high', weight: 4 },
    { kind: 'allergy', label: 'Pollen: Heuschnupfen', severity: 'low', weight: 10 },
    { kind: 'alert', label: 'Schwerhörig: beim Sprechen ansehen', severity: 'low', weight: 4 },
    { kind: 'alert', label: 'Sturzgefahr: beim Aufstehen helfen', severity: 'moderate', weight: 4 },
    { kind: 'alert', label: 'Nimmt Blutverdünner', severity: 'high', weight: 5 },
    { kind: 'alert', label: 'Rollstuhl: Zimmer im Erdgeschoss', severity: 'low', weight: 3 },
    { kind: 'alert', label: 'Braucht Dolmetscher', severity: 'low', weight: 4 },
  ],
  guardianAlert: 'Nur mit den Eltern sprechen',
  notes: ['Lieber vormittags.', 'Anrufen, keine SMS.', 'Arbeitet nachts: nicht vor Mittag anrufen.'],
  overbookReasons: ['Befund duldet keinen Aufschub', 'Starke Schmerzen, passt zwischen zwei kurze Termine'],
  exceptions: {
    training: 'Fortbildung der ganzen Praxis',
    leave: 'Kongress',
    extraHours: 'Impfvormittag',
    meeting: 'Teambesprechung',
    repair: 'Bodenarbeiten im Gymnastikraum',
  },
};
