/** Headers of one connection, not of the message (RFC 9110 section 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What only we may say to the API, and what our server has answered itself. */
const OURS = new Set([
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'expect',
]);

type Pair = readonly [name: string, value: string];

const pairsOf = (raw: readonly string[]): Pair[] => {
  const pairs: Pair[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    pairs.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return pairs;
};

const endToEnd = (raw: readonly string[]): Pair[] => {
  const pairs = pairsOf(raw);
  const named = pairs
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((word) => word.trim().toLowerCase()));
  return pairs.filter(([name]) => {
    const lower = name.toLowerCase();
    return !HOP_BY_HOP.has(lower) && !named.includes(lower);
  });
};

/** Raw headers for the API: the client's own, but who it is says us. */
export const requestHeaders = (
  raw: readonly string[],
  client: { address: string; protocol: string },
): string[] => [
  ...endToEnd(raw)
    .filter(([name]) => !OURS.has(name.toLowerCase()))
    .flat(),
  'x-forwarded-for',
  client.address,
  'x-forwarded-proto',
  client.protocol,
];

/** Raw headers for the client: the API's own, repeated ones (cookies) included. */
export const responseHeaders = (raw: readonly string[]): string[] => endToEnd(raw).flat();
