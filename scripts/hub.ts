// The operator's command: `npm run -s hub -- VERB …`. A refusal is one line on stderr and a non-zero exit.
import { parseArgs } from 'node:util';
import { ConfigFault, readConfig } from '../src/config.ts';
import { Problem } from '../src/domain/problem.ts';
import { OtherOrigin } from '../src/found.ts';
import { backup, restore } from './verbs/backup.ts';
import { doctor } from './verbs/doctor.ts';
import { member } from './verbs/member.ts';
import { peer } from './verbs/peer.ts';
import { replay } from './verbs/replay.ts';
import { status } from './verbs/status.ts';
import { token } from './verbs/token.ts';
import { Refused, type Verb } from './verbs/verb.ts';

const verbs: Record<string, Verb> = { member, token, peer, status, doctor, replay, backup, restore };

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean' },
      role: { type: 'string' },
      email: { type: 'string' },
      'password-stdin': { type: 'boolean' },
    },
  });
  const [name = 'help', ...words] = positionals;
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb && name !== 'help') throw new Refused(`no verb ${name}; try help`, true);
  const { json, ...options } = values;
  const said = verb ? await verb.run({ config: readConfig(process.env), words, options }) : help();
  process.stdout.write(`${json ? JSON.stringify(said.json) : said.text}\n`);
}

function help() {
  const usages = Object.values(verbs).map(verb => verb.usage);
  return { json: usages, text: usages.join('\n') };
}

main().then(
  () => process.exit(0),
  error => {
    const faults =
      error instanceof ConfigFault
        ? error.faults
        : [error instanceof Problem ? error.detail : String(error.message).split('\n')[0]];
    for (const fault of faults) process.stderr.write(`${fault}\n`);
    const isUsage =
      (error instanceof Refused && error.usage) ||
      error instanceof ConfigFault ||
      error instanceof OtherOrigin ||
      error.code?.startsWith('ERR_PARSE_ARGS');
    process.exit(isUsage ? 2 : 1);
  },
);
