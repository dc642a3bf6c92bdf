// From a host's name to its addresses. Strangers choose the names, and some answer slowly or never, so they are asked for
// over sockets: the system's own look-up holds one of the few threads that files, passwords and packing work on too.
import { lookup, Resolver } from 'node:dns/promises';

export interface Address {
  address: string;
  family: 4 | 6;
}

export interface Names {
  /** All addresses of a name of the public DNS, IPv4 first, at most 32. Rejects with the error of the resolver. */
  resolve(name: string): Promise<Address[]>;
  /** Addresses as this machine sees them, its hosts file too; for names that the operator gave. */
  ofThisMachine(name: string): Promise<Address[]>;
}

const addressLimit = 32;
/** With two tries a name that nobody answers for is given up after some seconds. */
const patience = { timeout: 2000, tries: 2 };

/** Asks the machine's name servers, or those given as `address` or `address:port`. */
export function makeNames(servers?: string[]): Names {
  const resolver = new Resolver(patience);
  if (servers) resolver.setServers(servers);
  return {
    async resolve(name) {
      const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      if (four.status === 'rejected' && six.status === 'rejected') throw four.reason;
      return [
        ...(four.status === 'fulfilled' ? four.value : []).map(address => ({ address, family: 4 as const })),
        ...(six.status === 'fulfilled' ? six.value : []).map(address => ({ address, family: 6 as const })),
      ].slice(0, addressLimit);
    },

    async ofThisMachine(name) {
      const found = await lookup(name, { all: true });
      return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
    },
  };
}
