// Which network addresses a stranger may make us connect to: public ones, and nothing of the IANA special-purpose
// registries, in whatever form it is written.
import ipaddr from 'ipaddr.js';

/** All that IANA has given out as global unicast (RFC 4291, 2.4); the rest of IPv6 is kept back or serves special purposes. */
const global6 = ipaddr.IPv6.parse('2000::');

/** Special-purpose blocks that ipaddr.js counts as unicast. */
const special4: [string, number][] = [
  ['192.0.0.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
];
const special6: [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

/** True for an address on the public internet. Mapped and compatible IPv6 forms are never public. */
export function isPublicAddress(ip: string): boolean {
  if (!ipaddr.isValid(ip)) return false;
  const address = ipaddr.parse(ip);
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv4)
    return !special4.some(([block, bits]) => address.match(ipaddr.IPv4.parse(block), bits));
  const six = address as ipaddr.IPv6;
  return six.match(global6, 3) && !special6.some(([block, bits]) => six.match(ipaddr.IPv6.parse(block), bits));
}
