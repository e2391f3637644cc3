/** What a column of a patient table can hold. `phone…`, `address…`, `note`, `email` may have several columns. */
export type PatientField =
  | 'sourceId'
  | 'chartNumber'
  | 'givenName'
  | 'middleName'
  | 'familyName'
  | 'fullName'
  | 'preferredName'
  | 'maidenName'
  | 'birthDate'
  | 'sex'
  | 'mobilePhone'
  | 'homePhone'
  | 'workPhone'
  | 'email'
  | 'addressLine'
  | 'addressNumber'
  | 'addressMore'
  | 'city'
  | 'state'
  | 'postalCode'
  | 'country'
  | 'language'
  | 'notes'
  | 'deceased'
  | 'deathDate'
  | 'status'
  | 'active'
  | 'archivedAt'
  | 'socialSecurityNumber'
  | 'passport'
  | 'driversLicence'
  | 'insuranceNumber';

/** Fields that may be filled from several columns; of any other, the first column wins. */
export const repeatableFields: ReadonlySet<PatientField> = new Set<PatientField>([
  'mobilePhone',
  'homePhone',
  'workPhone',
  'email',
  'addressMore',
  'notes',
  'archivedAt',
]);

/**
 * Headers met in exports of OpenEMR, Open Dental, Cliniko, Synthea, in German practice software and in import
 * templates, folded: lower case, without accents, blanks and punctuation.
 */
const NAMES: Record<PatientField, string> = {
  sourceId:
    'patientid patientsid id pid patnum patientnumber patientno patientnr patientennummer patientennr patientenid ' +
    'patid externalid legacyid ref reference clientidentifier clientid clientnumber recordid mrn ' +
    'medicalrecordnumber filenumber fileno aktennummer kundennummer uid personid',
  chartNumber: 'pubpid chartnumber chartno oldreferenceid',
  givenName:
    'firstname fname givenname givennames given forename forenames first patientfirstname clientfirstname ' +
    'legalfirstname vorname vornamen prenom nombre',
  middleName: 'middlename middlenames mname middlei middleinitial middle mi secondname zweitername',
  familyName:
    'lastname lname surname surnames familyname family last patientlastname clientlastname legallastname nachname ' +
    'familienname zuname nom apellido apellidos',
  fullName: 'name fullname patientname clientname patient client displayname namevorname patientfullname',
  preferredName:
    'preferredname preferred preferredfirstname preferredgivenname nickname knownas callname rufname goesby',
  maidenName: 'maiden maidenname birthname geburtsname nee formername previousname birthsurname',
  birthDate:
    'dob dateofbirth birthdate birthday patientdob patientdateofbirth patientbirthdate bday born geburtsdatum ' +
    'geburtstag gebdatum gebdat geburtsdat geboren gebam datedenaissance fechadenacimiento',
  sex: 'sex gender geschlecht patientsex patientgender administrativesex sexe sexo birthsex',
  mobilePhone:
    'mobile mobilephone mobileno cell cellphone phonecell wirelessphone handy handynr handynummer mobil ' +
    'mobiltelefon mobilnummer mobilfunk mobilenumber mobilephonenumber phonemobile cellular cellnumber telefonmobil',
  homePhone:
    'homephone hmphone phonehome telefonprivat festnetz landline homenumber homephonenumber phone phonenumber ' +
    'phoneno telephone tel telefon telefonnummer telephonenumber contactnumber contactphone primaryphone phone1 ' +
    'patientphone patientphonenumber rufnummer hometelephone telefone telefono',
  workPhone:
    'workphone wkphone phonebiz phonework businessphone worknumber telefondienstlich telefongeschaftlich ' +
    'telefonarbeit phone2 secondaryphone otherphone alternatephone phonecontact phone3',
  email:
    'email emailaddress mail emailadresse patientemail emailaddr contactemail emailid email1 email2 secondaryemail',
  addressLine:
    'address street address1 addressline addressline1 streetaddress strasse strassehausnummer strassehausnr ' +
    'strasseundhausnummer adresse anschrift line1 street1 mailingaddress homeaddress patientaddress direccion adresse1',
  addressNumber: 'hausnummer hausnr housenumber streetnumber',
  addressMore: 'address2 addressline2 address3 addressline3 suite apt unit adresszusatz zusatz street2 line2',
  city: 'city town suburb suburbtown suburbcity townsuburb townorcity citytown ort wohnort stadt locality ciudad ville',
  state: 'state province region stateprovince stateorprovince bundesland kanton countystate',
  postalCode: 'zip zipcode postalcode postcode postalzip zippostalcode zippostal plz postleitzahl codepostal',
  country: 'country countrycode land nation',
  language: 'language preferredlanguage sprache muttersprache',
  notes:
    'notes note comments comment remarks remark bemerkung bemerkungen notiz notizen anmerkung anmerkungen kommentar ' +
    'patientnotes',
  deceased: 'deceased isdeceased verstorben',
  deathDate: 'deathdate deceaseddate dateofdeath todesdatum deceasedat verstorbenam',
  status: 'status patstatus patientstatus clientstatus',
  active: 'active isactive aktiv',
  archivedAt: 'archivedat deletedat archived deleted inactive',
  socialSecurityNumber: 'ssn ss socialsecuritynumber socialsecurityno socialsecurity',
  passport: 'passport passportnumber',
  driversLicence: 'drivers driverslicense driverslicence driverlicense driverslicensenumber',
  insuranceNumber: 'versichertennummer versichertennr kvnr medicare medicarenumber insurancenumber',
};

const isPatientField = (field: string): field is PatientField => field in NAMES;

const fieldByName = new Map<string, PatientField>(
  Object.entries(NAMES).flatMap(([field, names]) =>
    names
      .split(' ')
      .flatMap((name): [string, PatientField][] => (isPatientField(field) ? [[name, field]] : [])),
  ),
);

/** A header as it is compared: `Date of Birth`, `date_of_birth` and `dateOfBirth` are one. */
export const foldHeader = (header: string): string =>
  header
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Headers that name nothing but a person; companies and buildings have a `name`, and an interval a `first` and a `last`. */
const CLEAR_NAMES: ReadonlySet<string> = new Set(
  (
    'lastname familyname surname surnames nachname familienname zuname apellidos patientlastname clientlastname ' +
    'legallastname patientname clientname patientfullname fullname namevorname'
  ).split(' '),
);

export const isClearNameHeader = (header: string): boolean => CLEAR_NAMES.has(foldHeader(header));

/** `Phone (home)` is a home phone, `Date of Birth (MM/DD/YYYY)` a birth date: with the brackets, then without them. */
export const fieldOfHeader = (header: string): PatientField | null => {
  const bracketed = /^([^([]*)[([]([^)\]]*)/.exec(header);
  const [, outside = '', inside = ''] = bracketed ?? [];
  const candidates = [header, `${inside} ${outside}`, outside].map(foldHeader);
  return candidates.map((name) => fieldByName.get(name)).find((field) => field !== undefined) ?? null;
};
