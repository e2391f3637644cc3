import type { ImportOptions } from './import-options.ts';
import type { JsonObject, ReadOutcome } from './imported-records.ts';
import { readResource, readResourceText } from './fhir-resource.ts';
import { JsonEntrySplitter, type JsonElement } from './json-entries.ts';
import { isJsonObject, objectAt, textAt } from './json-reader.ts';
import { textLines } from './text-lines.ts';

/** A record and its number in the file. */
export type NumberedOutcome = { number: number; outcome: ReadOutcome };

const tooLarge: ReadOutcome = {
  kind: 'rejected',
  resourceType: 'Unknown',
  reasons: ['record_too_large'],
  source: null,
  warnings: [],
};

const noResource: ReadOutcome = { ...tooLarge, reasons: ['not_a_resource'] };

/** The resources of an NDJSON text, numbered by line. A line that is no resource is a rejected record. */
export async function* readNdjson(
  text: AsyncIterable<string>,
  options: ImportOptions,
): AsyncGenerator<NumberedOutcome> {
  const links = new Map<string, string>();
  const read = (value: unknown): ReadOutcome => readResource(value, links, options);
  for await (const line of textLines(text)) {
    if (line.text === null) yield { number: line.number, outcome: tooLarge };
    else if (line.text.trim().length > 0)
      yield { number: line.number, outcome: readResourceText(line.text, read) };
  }
}

const ACTORS: ReadonlySet<string> = new Set(['Patient', 'Practitioner', 'PractitionerRole', 'Location']);

/** Reads the entries of one Bundle in order and remembers where their full URLs lead. */
class BundleReader {
  private readonly links = new Map<string, string>();
  private readonly options: ImportOptions;

  constructor(options: ImportOptions) {
    this.options = options;
  }

  read(element: JsonElement): ReadOutcome {
    if (element.text === null) return tooLarge;
    return readResourceText(element.text, (value) => this.readValue(value));
  }

  /** A document without a list of entries: one resource, or a Bundle that is empty or has something else for a list. */
  readWhole(element: JsonElement): ReadOutcome | null {
    const outcome = this.read(element);
    if (outcome.kind !== 'unsupported' || outcome.resourceType !== 'Bundle') return outcome;
    return /"entry"\s*:/.test(element.text ?? '') ? noResource : null;
  }

  private readValue(value: unknown): ReadOutcome {
    if (!isJsonObject(value) || textAt(value, 'resourceType') !== null)
      return readResource(value, this.links, this.options);
    const resource = objectAt(value, 'resource');
    if (!resource) return this.withoutResource(value);
    this.link(value, resource);
    return readResource(this.withId(value, resource), this.links, this.options);
  }

  /** Only an entry that asks for something or answers, as to delete, may do without a resource. */
  private withoutResource(entry: JsonObject): ReadOutcome {
    const isTalk = objectAt(entry, 'request') !== null || objectAt(entry, 'response') !== null;
    if (!isTalk) return noResource;
    return { kind: 'skipped', reason: 'no_resource', source: null, warnings: [] };
  }

  /**
   * People and places are what visits point at, and a URN does not tell which of them it means. Of all else only an
   * id that differs from the full URL is remembered, so that a large Bundle of results costs nothing here.
   */
  private link(entry: JsonObject, resource: JsonObject): void {
    const [fullUrl, type, id] = [
      textAt(entry, 'fullUrl'),
      textAt(resource, 'resourceType'),
      textAt(resource, 'id'),
    ];
    if (fullUrl === null || type === null) return;
    const target = id ?? fullUrl.replace(/^urn:uuid:/, '');
    if (ACTORS.has(type) || !fullUrl.endsWith(target)) this.links.set(fullUrl, `${type}/${target}`);
  }

  /** A resource to be created has no id yet; its full URL names it. */
  private withId(entry: JsonObject, resource: JsonObject): JsonObject {
    const urn = /^urn:uuid:(.+)$/.exec(textAt(entry, 'fullUrl') ?? '')?.[1];
    return resource['id'] === undefined && urn !== undefined ? { ...resource, id: urn } : resource;
  }
}

/** The resources of a Bundle, of a list of resources or of a single one, numbered by entry. */
export async function* readFhirJson(
  text: AsyncIterable<string>,
  options: ImportOptions,
): AsyncGenerator<NumberedOutcome> {
  const splitter = new JsonEntrySplitter();
  const reader = new BundleReader(options);
  let number = 0;
  for await (const piece of text) {
    for (const element of splitter.push(piece))
      yield { number: (number += 1), outcome: reader.read(element) };
  }
  for (const element of splitter.end()) {
    const outcome = element.whole === true ? reader.readWhole(element) : reader.read(element);
    if (outcome) yield { number: (number += 1), outcome };
  }
}
