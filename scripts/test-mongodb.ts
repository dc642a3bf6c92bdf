// Runs the specs that need a MongoDB server, on the first that mongodb-server.ts finds. Without any it says so and fails.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findMongodb, howToHaveOne } from './mongodb-server.ts';

/** The specs of the adapter, and of hubs that work with each other, which then keep their data there. */
const specs = [
  'test/mongodb/**/*.test.ts',
  'test/hubs.test.ts',
  'test/federation/gather/**/*.test.ts',
  'test/log/overtaken.test.ts',
  'test/attacks/poison.test.ts',
];

const server = await findMongodb();
if (!server) {
  process.stderr.write(`MongoDB was NOT tested: ${howToHaveOne}.\n`);
  process.exit(1);
}
process.stdout.write(`MongoDB specs on ${server.name}\n`);
const { MONGODB_URI: _, ...env } = process.env;
const mocha = spawn('mocha', [...(process.argv.length > 2 ? process.argv.slice(2) : specs)], {
  stdio: 'inherit',
  env: { ...env, TEST_MONGODB_URI: server.uri },
});
const [status] = (await once(mocha, 'exit')) as [number | null];
await server.stop();
process.exit(status ?? 1);
