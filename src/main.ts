// Starts a hub: read the configuration, open the doors, say so, and close them in order when asked to.
import { ConfigFault, readConfig } from './config.ts';
import { OtherOrigin } from './found.ts';
import { makeHub } from './hub.ts';
import { watchForQuiet } from './quiet.ts';

/** Longest time that closing may take, in ms. */
const drainLimit = 9000;

async function main(): Promise<void> {
  const hub = await makeHub(readConfig(process.env));
  await hub.listen();
  process.stdout.write(`ready ${hub.origin}\n`);
  watchForQuiet();
  let closing = false;
  const close = () => {
    if (closing) return;
    closing = true;
    setTimeout(() => process.exit(0), drainLimit).unref();
    hub.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
}

main().catch(error => {
  if (error instanceof ConfigFault) return stop(error.faults, 2);
  if (error instanceof OtherOrigin) return stop([error.message], 2);
  return stop([`the hub could not start: ${error instanceof Error ? error.message : error}`], 1);
});

function stop(lines: string[], status: number): void {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(status);
}
