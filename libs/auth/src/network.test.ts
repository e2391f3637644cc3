import { expect, it } from 'vitest';
import { networkOf } from './network.ts';

it.each([
  ['203.0.113.7', '203.0.113.0/24'],
  ['203.0.113.250', '203.0.113.0/24'],
  ['203.0.114.7', '203.0.114.0/24'],
  ['::ffff:203.0.113.7', '203.0.113.0/24'],
  ['2001:db8:1:22ff:aaaa:bbbb:cccc:dddd', '2001:db8:1:2200::/56'],
  ['2001:db8:1:2201::1', '2001:db8:1:2200::/56'],
  ['2001:db8:1:2301::1', '2001:db8:1:2300::/56'],
  ['2001:DB8::1', '2001:db8:0:0::/56'],
  ['::1', '0:0:0:0::/56'],
  ['fe80::1%eth0', 'fe80:0:0:0::/56'],
  ['1:2:3:4:5:6:7::', '1:2:3:0::/56'],
  ['', 'unknown'],
  ['nonsense', 'unknown'],
  [undefined, 'unknown'],
])('the address %j is in the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
