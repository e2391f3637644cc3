import type { TrustedProxy } from '@clinic/config';
import { describe, expect, it } from 'vitest';
import { clientAddress } from './client-address.ts';

const EDGE = '::ffff:100.64.0.3';
const CLIENT = '203.0.113.9';
const FORGED = '6.6.6.6';

type Sent = { peer?: string; realIp?: string; forwardedFor?: string };

const addressOf = (
  proxy: TrustedProxy,
  { peer = '::ffff:198.51.100.7', realIp, forwardedFor }: Sent,
): string =>
  clientAddress(
    {
      socket: { remoteAddress: peer },
      headers: {
        ...(realIp === undefined ? {} : { 'x-real-ip': realIp }),
        ...(forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }),
      },
    },
    proxy,
  );

describe('with no trusted proxy', () => {
  it.each([
    { realIp: FORGED, forwardedFor: FORGED },
    { peer: '198.51.100.7', realIp: FORGED },
  ])('believes no header: %j', (sent) => {
    expect(addressOf({ kind: 'none' }, sent)).toBe('198.51.100.7');
  });

  it('believes no header of somebody in a network of carriers either', () => {
    expect(addressOf({ kind: 'none' }, { peer: EDGE, realIp: FORGED })).toBe('100.64.0.3');
  });
});

describe('behind the edge of Railway', () => {
  const railway = { kind: 'railway' } as const;

  it('believes the address that the edge overwrites, and not the chain with an address of its own', () => {
    const sent = { realIp: CLIENT, forwardedFor: `${CLIENT}, 152.233.33.161` };
    expect(addressOf(railway, { peer: EDGE, ...sent })).toBe(CLIENT);
    expect(addressOf(railway, { peer: '100.127.255.254', ...sent })).toBe(CLIENT);
  });

  it('believes nobody who comes another way', () => {
    expect(addressOf(railway, { realIp: FORGED })).toBe('198.51.100.7');
    expect(addressOf(railway, { peer: '100.128.0.1', realIp: FORGED })).toBe('100.128.0.1');
    expect(addressOf(railway, { peer: 'fd12::1', realIp: FORGED })).toBe('fd12::1');
  });

  it('takes the peer where the edge names nobody', () => {
    expect(addressOf(railway, { peer: EDGE })).toBe('100.64.0.3');
    expect(addressOf(railway, { peer: EDGE, realIp: `${FORGED}, ${CLIENT}` })).toBe('100.64.0.3');
  });
});

describe('behind proxies that append', () => {
  it('counts from the right, where they write, and never reads what they do not write', () => {
    const sent = { realIp: FORGED, forwardedFor: `${FORGED}, ${CLIENT}` };
    expect(addressOf({ kind: 'forwarded-for', hops: 1 }, sent)).toBe(CLIENT);
    const longer = { realIp: FORGED, forwardedFor: `${FORGED}, ${CLIENT}, 10.0.0.1` };
    expect(addressOf({ kind: 'forwarded-for', hops: 2 }, longer)).toBe(CLIENT);
  });

  it('takes the peer where the chain is shorter than the proxies, or names nobody', () => {
    expect(addressOf({ kind: 'forwarded-for', hops: 2 }, { forwardedFor: FORGED })).toBe('198.51.100.7');
    expect(addressOf({ kind: 'forwarded-for', hops: 1 }, { realIp: FORGED })).toBe('198.51.100.7');
    expect(addressOf({ kind: 'forwarded-for', hops: 1 }, { forwardedFor: 'unknown' })).toBe('198.51.100.7');
  });
});
