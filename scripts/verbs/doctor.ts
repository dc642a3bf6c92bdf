// `doctor`: looks for what keeps a hub from working well, and says what to do about each finding. It mends nothing itself.
import type { Storage } from '../../storage/port.ts';
import { type Check, type Finding, machineChecks } from './doctor-machine.ts';
import { workChecks } from './doctor-work.ts';
import { type Said, type Verb, withStorage } from './verb.ts';

export const doctor: Verb = {
  name: 'doctor',
  takes: [],
  about: 'looks for what is wrong, and says what to do about it',
  async run({ config }) {
    const before = await each(machineChecks, check => check(config));
    if (before.some(({ level }) => level === 'bad')) return said(before);
    const store = await withStorage(config, (storage: Storage) =>
      each(workChecks, check => check({ storage, config, now: Date.now() })),
    );
    return said([...before, ...store]);
  },
};

async function each<Args>(
  checks: Check<Args>[],
  ask: (check: Check<Args>['look']) => ReturnType<Check<Args>['look']>,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, look } of checks) {
    const found = await ask(look).catch(error => ({
      level: 'bad' as const,
      found: String(error instanceof Error ? error.message : error),
      todo: 'See the log of the hub, and report what it says.',
    }));
    findings.push({ name, ...found });
  }
  return findings;
}

function said(findings: Finding[]): Said {
  const lines = findings.map(({ name, level, found, todo }) => {
    return `${level === 'good' ? 'good' : level === 'bad' ? 'BAD ' : 'look'}  ${name}: ${found}${todo ? ` ${todo}` : ''}`;
  });
  return { json: { checks: findings }, text: lines.join('\n'), bad: findings.some(({ level }) => level === 'bad') };
}
