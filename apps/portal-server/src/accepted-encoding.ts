import type { SiteFile, Variant } from './site.ts';

/** Encodings a client takes with their weights (RFC 9110 section 12.5.3); weight 0 refuses. */
const readWeights = (header: string): Map<string, number> => {
  const weights = new Map<string, number>();
  for (const part of header.split(',')) {
    const [name = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const weight = quality === undefined ? 1 : Number(quality);
    if (name) weights.set(name, Number.isFinite(weight) ? weight : 0);
  }
  return weights;
};

const smallest = (variants: readonly Variant[]): Variant | undefined =>
  variants.toSorted((a, b) => a.body.length - b.body.length)[0];

/** The smallest variant the client takes; the plain one when it says nothing of encodings. */
export const chooseVariant = (file: SiteFile, acceptEncoding: string | undefined): Variant => {
  const plain = file.variants.find(({ encoding }) => encoding === 'identity');
  if (!plain) throw new Error('Every file has a plain variant');
  if (!acceptEncoding) return plain;
  const weights = readWeights(acceptEncoding);
  const anyOther = weights.get('*') ?? 0;
  const accepted = file.variants.filter(
    ({ encoding }) => encoding === 'identity' || (weights.get(encoding) ?? anyOther) > 0,
  );
  return smallest(accepted) ?? plain;
};
