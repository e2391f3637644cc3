import { isIPv4, isIPv6 } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** The eight groups of an IPv6 address, what `::` stands for filled in. */
const groupsOf = (address: string): number[] => {
  const [head = '', tail] = address.split('::');
  const read = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = read(head);
  const after = tail === undefined ? [] : read(tail);
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return groups.map((group) => parseInt(group, 16));
};

/**
 * The network an address belongs to: its /24, or for IPv6 its /56, which is what one household or office has to choose
 * addresses from. What is no address is a network of its own.
 */
export const networkOf = (address: string | undefined): string => {
  const plain = (address ?? '').replace(/%.*$/, '');
  const four = MAPPED.exec(plain)?.[1] ?? plain;
  if (isIPv4(four)) return `${four.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(plain)) return 'unknown';
  const groups = groupsOf(plain)
    .slice(0, 4)
    .map((group, index) => (index === 3 ? group & 0xff00 : group));
  return `${groups.map((group) => group.toString(16)).join(':')}::/56`;
};
