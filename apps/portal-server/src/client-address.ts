import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Addresses of a hosting platform's own router (RFC 6598): no client outside can have one. */
const platformRouters = new BlockList();
platformRouters.addSubnet('100.64.0.0', 10, 'ipv4');

const withoutMapping = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** `X-Forwarded-For` read from the right: as many of our own proxies have each added one. */
const forwardedBefore = (header: string | undefined, hops: number): string | undefined =>
  header?.split(',').at(-hops)?.trim();

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

/**
 * The address of whoever sent a request, by what can be believed: the peer's own, or, behind a router that is known
 * to be ours, the one that router names. What a client writes into the forwarding headers never counts.
 * @param trustedProxyHops proxies before this server; 0 = none but a platform's own router
 */
export const clientAddress = (request: IncomingMessage, trustedProxyHops: number): string => {
  const peer = withoutMapping(request.socket.remoteAddress ?? '');
  const isRouter = isIP(peer) === 4 && platformRouters.check(peer, 'ipv4');
  if (!isRouter && trustedProxyHops === 0) return peer;
  const named =
    single(request.headers['x-real-ip']) ??
    forwardedBefore(single(request.headers['x-forwarded-for']), Math.max(trustedProxyHops, 1));
  return named !== undefined && isIP(named) > 0 ? withoutMapping(named) : peer;
};
