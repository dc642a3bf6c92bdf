// Which network addresses a stranger may make us connect to: public ones, and nothing of the IANA special-purpose
// registries, in whatever form it is written.
import ipaddr from 'ipaddr.js';

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
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fec0::', 10],
  ['::', 96],
];

/** True for an address on the public internet. Mapped and compatible IPv6 forms are never public. */
export function isPublicAddress(ip: string): boolean {
  if (!ipaddr.isValid(ip)) return false;
  const address = ipaddr.parse(ip);
  if (address.range() !== 'unicast') return false;
  if (address instanceof ipaddr.IPv4)
    return !special4.some(([block, bits]) => address.match(ipaddr.IPv4.parse(block), bits));
  return !special6.some(([block, bits]) => (address as ipaddr.IPv6).match(ipaddr.IPv6.parse(block), bits));
}
