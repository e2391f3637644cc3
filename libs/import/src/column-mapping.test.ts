import { describe, expect, it } from 'vitest';
import { isPatientHeader, mapColumns } from './column-mapping.ts';
import { tableKindOf } from './table-kind.ts';

const mapped = (header: string): string[] =>
  mapColumns(header.split(',')).report.mapped.map((column) => `${column.header}=${column.field}`);

describe('headers of patient tables', () => {
  it.each([
    [
      'OpenEMR',
      'pid,fname,mname,lname,DOB,sex,phone_cell,phone_home,email,street,postal_code,city,state,country_code,deceased_date',
      'pid=sourceId,fname=givenName,mname=middleName,lname=familyName,DOB=birthDate,sex=sex,phone_cell=mobilePhone,' +
        'phone_home=homePhone,email=email,street=addressLine,postal_code=postalCode,city=city,state=state,' +
        'country_code=country,deceased_date=deathDate',
    ],
    [
      'Open Dental',
      'PatNum,FName,MiddleI,LName,Preferred,Birthdate,Gender,HmPhone,WkPhone,WirelessPhone,Email,Address,Address2,Zip,PatStatus,ChartNumber',
      'PatNum=sourceId,FName=givenName,MiddleI=middleName,LName=familyName,Preferred=preferredName,Birthdate=birthDate,' +
        'Gender=sex,HmPhone=homePhone,WkPhone=workPhone,WirelessPhone=mobilePhone,Email=email,Address=addressLine,' +
        'Address2=addressMore,Zip=postalCode,PatStatus=status,ChartNumber=chartNumber',
    ],
    [
      'Cliniko',
      'id,first_name,preferred_first_name,last_name,date_of_birth,sex,address_1,city,post_code,archived_at',
      'id=sourceId,first_name=givenName,preferred_first_name=preferredName,last_name=familyName,date_of_birth=birthDate,' +
        'sex=sex,address_1=addressLine,city=city,post_code=postalCode,archived_at=archivedAt',
    ],
    [
      'a German practice',
      'Patienten-Nr.,Vorname,Name,Geburtsdatum,Geschlecht,Telefon (privat),Handy,E-Mail,Straße,Hausnummer,PLZ,Ort,Bemerkungen',
      'Patienten-Nr.=sourceId,Vorname=givenName,Name=familyName,Geburtsdatum=birthDate,Geschlecht=sex,' +
        'Telefon (privat)=homePhone,Handy=mobilePhone,E-Mail=email,Straße=addressLine,Hausnummer=addressNumber,' +
        'PLZ=postalCode,Ort=city,Bemerkungen=notes',
    ],
    [
      'a template',
      'Patient Name,Date of Birth (MM/DD/YYYY),Phone (home),Cell Phone,E-Mail Address,Suburb / Town,Postcode',
      'Date of Birth (MM/DD/YYYY)=birthDate,Phone (home)=homePhone,Cell Phone=mobilePhone,E-Mail Address=email,' +
        'Suburb / Town=city,Postcode=postalCode,Patient Name=fullName',
    ],
  ])('understands those of %s', (_name, header, expected) => {
    expect(mapped(header)).toEqual(expected.split(','));
  });

  it('reports columns it does not know and those whose field is taken', () => {
    const { report } = mapColumns(['Last Name', 'First Name', 'Shoe Size', 'DOB', 'Birthday', 'Name']);
    expect(report.unmapped).toEqual(['Shoe Size']);
    expect(report.ambiguous).toEqual(['Birthday', 'Name']);
  });

  it('lets a person decide for a column, also against the table of headers', () => {
    const { report } = mapColumns(['Kennung', 'Name', 'DOB'], { kennung: 'sourceId', DOB: null });
    expect(report.mapped).toEqual([
      { header: 'Kennung', field: 'sourceId' },
      { header: 'Name', field: 'fullName' },
    ]);
    expect(report.unmapped).toEqual(['DOB']);
  });

  it('does not take companies, buildings and visits for people', () => {
    const isPatients = (header: string): boolean => isPatientHeader(mapColumns(header.split(',')));
    expect(isPatients('Id,NAME,ADDRESS,CITY,STATE,ZIP,PHONE')).toBe(false);
    expect(isPatients('id,date,pid,encounter,reason')).toBe(false);
    expect(isPatients('Name,Date of birth')).toBe(true);
    expect(isPatients('Surname,First name,Mobile')).toBe(true);
  });

  it.each([
    'Last Name,First Name,Notes',
    'Vorname;Nachname',
    'First;Last;Address',
    'Name;Vorname;Ort',
    'Surname,Chart Number',
    'Patient Name,Address',
    'Notes,Full Name',
  ])('takes %s for people by the names alone', (header) => {
    expect(isPatientHeader(mapColumns(header.split(/[,;]/)))).toBe(true);
  });

  it.each([
    'Employee ID,First Name,Last Name,Department,Salary',
    'Last Name,First Name,NPI,Specialty',
    'Appointment Date,Start Time,Patient Name,Provider',
    'Invoice Number,Client Name,Amount',
    'First Name,Notes',
    'Name,Address,City',
    'Period,First,Count',
    'Patient,Code,Value',
  ])('does not take %s for patients', (header) => {
    expect(isPatientHeader(mapColumns(header.split(',')))).toBe(false);
  });

  it.each([
    ['Encounter', 'Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,ENCOUNTERCLASS,CODE'],
    ['Practitioner', 'Id,ORGANIZATION,NAME,GENDER,SPECIALITY,ADDRESS'],
    ['Organization', 'Id,NAME,ADDRESS,CITY,STATE,ZIP,LAT,LON,PHONE,REVENUE,UTILIZATION'],
    ['Condition', 'START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION'],
    ['Observation', 'DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,VALUE,UNITS,TYPE'],
  ])('knows a table of %s rows by its columns', (content, header) => {
    expect(tableKindOf(header.split(','))?.content).toBe(content);
  });
});
