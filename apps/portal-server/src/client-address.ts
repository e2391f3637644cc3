import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { TrustedProxy } from '@clinic/config';

/** Addresses of Railway's edge (RFC 6598): no client on the internet can have one. */
const railwayEdge = new BlockList();
railwayEdge.addSubnet('100.64.0.0', 10, 'ipv4');

const withoutMapping = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

const isRailwayEdge = (peer: string): boolean => isIP(peer) === 4 && railwayEdge.check(peer, 'ipv4');

/** What the trusted proxy wrote itself. A header it does not overwrite or append to is the client's, and says nothing. */
const namedBy = (
  proxy: TrustedProxy,
  { headers }: Pick<IncomingMessage, 'headers'>,
  peer: string,
): string => {
  switch (proxy.kind) {
    case 'none':
      return '';
    case 'railway':
      return isRailwayEdge(peer) ? String(headers['x-real-ip'] ?? '') : '';
    case 'forwarded-for':
      // From the right: each proxy has added the address it saw.
      return (
        String(headers['x-forwarded-for'] ?? '')
          .split(',')
          .at(-proxy.hops)
          ?.trim() ?? ''
      );
  }
};

/** Who sent a request: the peer, or whoever the trusted proxy says it was. What a client writes itself never counts. */
export const clientAddress = (
  request: { headers: IncomingMessage['headers']; socket: { remoteAddress?: string | undefined } },
  proxy: TrustedProxy,
): string => {
  const peer = withoutMapping(request.socket.remoteAddress ?? '');
  const named = withoutMapping(namedBy(proxy, request, peer));
  return isIP(named) > 0 ? named : peer;
};
