// Golden files: what we send and serve, to the byte. A change of any is a change for every peer, so it is made on purpose:
// GOLDEN=write writes them anew, `npx biome check --write test/golden` lays them out, and the difference is read.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'chai';

/** Compares a JSON value with test/golden/NAME.json byte for byte, the order of members too; only the layout is free. */
export function expectGolden(name: string, value: unknown): void {
  const file = new URL(`./${name}.json`, import.meta.url);
  if (process.env.GOLDEN === 'write') writeFileSync(file, pretty(value));
  expect(pretty(value)).to.equal(pretty(JSON.parse(readFileSync(file, 'utf8'))));
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
