// What one task may spend on the network, whatever it meets on its way.
import { Problem } from '../../src/domain/problem.ts';

/** Counts fetches and hosts; `spend` throws `fetch-budget` when either is used up. */
export class Budget {
  #fetches: number;
  readonly #maxHosts: number;
  readonly #hosts = new Set<string>();

  constructor({ fetches, hosts }: { fetches: number; hosts: number }) {
    this.#fetches = fetches;
    this.#maxHosts = hosts;
  }

  /** Accounts for one fetch from a host. */
  spend(host: string): void {
    this.#hosts.add(host);
    if (--this.#fetches < 0 || this.#hosts.size > this.#maxHosts) {
      throw new Problem('fetch-budget', 502, 'This task has asked the network often enough.');
    }
  }
}
