// The operator's command: `npm run -s hub -- VERB …`. It says its answer on stdout, or with --json one JSON value; a
// refusal is one line on stderr and a status that is not 0: 2 for what was asked wrongly, 1 for what cannot be.
import { parseArgs } from 'node:util';
import { ConfigFault, readConfig } from '../src/config.ts';
import { Problem } from '../src/domain/problem.ts';
import { OtherOrigin } from '../src/found.ts';
import { usageOf, verbs } from './verbs/index.ts';
import { Refused, type Said, type Verb } from './verbs/verb.ts';

async function main(args: string[]): Promise<number> {
  const verb = verbOf(args);
  const { words, options } = wordsOf(args, verb);
  const said = verb ? await verb.run({ config: readConfig(process.env), words, options }) : help();
  await write(`${options.json ? JSON.stringify(said.json) : said.text}\n`);
  return said.bad ? 1 : 0;
}

/** The verb that the first words name; undefined for help. */
function verbOf(args: string[]): Verb | undefined {
  const words = args.filter(arg => !arg.startsWith('-'));
  if (words.length === 0 || words[0] === 'help') return undefined;
  const verb = verbs.find(({ name }) => name.split(' ').every((word, index) => words[index] === word));
  if (!verb) throw new Refused(`there is no ${words.slice(0, 2).join(' ')}; help names every verb`, true);
  return verb;
}

function wordsOf(
  args: string[],
  verb: Verb | undefined,
): { words: string[]; options: Record<string, string | boolean> } {
  const own = Object.entries(verb?.options ?? {}).map(([name, value]) => {
    return [name, { type: value ? 'string' : 'boolean' }] as const;
  });
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean' }, help: { type: 'boolean' }, ...Object.fromEntries(own) },
  });
  const words = positionals.slice(verb ? verb.name.split(' ').length : positionals.length);
  if (verb && (values.help || !takes(verb, words.length))) throw new Refused(`usage: ${usageOf(verb)}`, true);
  return { words, options: values as Record<string, string | boolean> };
}

/** True when a verb takes so many words; those in brackets may be left out. */
function takes({ takes }: Verb, count: number): boolean {
  const least = takes.filter(word => !word.startsWith('[')).length;
  return count >= least && count <= takes.length;
}

function help(): Said {
  const json = verbs.map(verb => ({ usage: usageOf(verb), about: verb.about }));
  return { json, text: [...json.map(({ usage, about }) => `${usage}\n    ${about}`), '--json prints JSON'].join('\n') };
}

function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => process.stdout.write(text, error => (error ? reject(error) : resolve())));
}

/** What is said of a refusal, line by line, and the status that ends the command. */
function refusal(error: unknown): { lines: string[]; status: number } {
  if (error instanceof ConfigFault) return { lines: error.faults, status: 2 };
  if (error instanceof Problem) return { lines: [error.detail], status: 1 };
  const message = error instanceof Error ? error.message : String(error);
  const isParse = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
  const isUsage = isParse || error instanceof OtherOrigin || (error instanceof Refused && error.usage);
  return { lines: [message.split('\n')[0] ?? ''], status: isUsage ? 2 : 1 };
}

main(process.argv.slice(2)).then(
  status => process.exit(status),
  error => {
    const { lines, status } = refusal(error);
    for (const line of lines) process.stderr.write(`${line}\n`);
    process.exit(status);
  },
);
