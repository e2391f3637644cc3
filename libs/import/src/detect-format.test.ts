import { describe, expect, it } from 'vitest';
import { detectFormat } from './detect-format.ts';

const detect = (text: string, name = 'file.dat') => detectFormat(new TextEncoder().encode(text), name);

describe('what a file is', () => {
  it.each([
    [',', 'First Name,Last Name,Notes\nAda,Byron,"a; b; c"\n'],
    [';', 'Vorname;Nachname;Bemerkung\nAda;Byron;eins, zwei, drei\nEva;Roth;a, b\n'],
    ['\t', 'first\tlast\nAda\tByron, Countess\n'],
    ['|', 'first|last|dob\nAda|Byron|1815-12-10\n'],
  ])('divides a table at %j', (delimiter, text) => {
    expect(detect(text)).toMatchObject({ format: 'csv', delimiter });
  });

  it('tells NDJSON from a Bundle and a single resource, whatever the name', () => {
    const line = '{"resourceType":"Patient","id":"1"}';
    expect(detect(`${line}\n${line}\n`).format).toBe('fhir-ndjson');
    expect(detect(line).format).toBe('fhir-ndjson');
    expect(detect('{"resourceType":"Bundle","entry":[]}').format).toBe('fhir-json');
    expect(detect('{\n  "type": "batch",\n  "resourceType": "Bundle"\n}').format).toBe('fhir-json');
    expect(detect('[{"resourceType":"Patient"}]').format).toBe('fhir-json');
  });

  it('takes a first line that is broken for one bad line of NDJSON', () => {
    expect(detect('{"resourceType":"Patient","id":\n{"resourceType":"Patient"}\n').format).toBe(
      'fhir-ndjson',
    );
    expect(detect('garbage\n{"resourceType":"Patient"}\n', 'Patient.ndjson').format).toBe('fhir-ndjson');
  });

  it('does not take other JSON, web pages, documents and spreadsheets for data it could read', () => {
    expect(detect('{"rows":[]}', 'truth.json').format).toBe('unknown');
    expect(detect('<html><body>1,2</body></html>').format).toBe('unknown');
    expect(detect('# Title\nSome, text', 'README.md').format).toBe('unknown');
    expect(detect('PK\u0003\u0004…', 'patients.csv').format).toBe('spreadsheet');
    expect(detect('%PDF-1.7').format).toBe('binary');
    expect(detect('').format).toBe('unknown');
  });

  it('tells text with a stray control in it from what is no text at all', () => {
    const program = String.fromCharCode(...Array.from({ length: 400 }, (_, index) => (index * 7) % 128));
    expect(detect(program, 'patients.csv').format).toBe('binary');
    expect(detect(`Last Name,First Name,DOB\nDuarte,Ines\u0000\u0002,1975-02-03\n`).format).toBe('csv');
  });
});
