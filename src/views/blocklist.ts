// Lists of hosts as Mastodon writes them, read and written: `#domain,#severity,#reject_media,#reject_reports,#public_comment,
// #obfuscate`. A list is hostile until checked: bounded, every fault named by its line, and nothing of a faulty one is used.
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import type { Storage } from '../../storage/port.ts';
import { cleanText } from '../domain/prose.ts';
import type { HostPolicy, Rec } from '../domain/records.ts';
import { type HostRule, hostNamed, hostPolicyId, type Level, listLimit, verdictOf } from '../domain/trust.ts';

/** Longest list that is read, in characters. */
export const listBytes = 1_000_000;

/** What is wrong with a line of a list. */
export type ListFault = 'csv' | 'host' | 'severity' | 'switch' | 'twice' | 'own' | 'long' | 'empty';

export interface ReadList {
  rules: HostRule[];
  /** At most 50. */
  faults: { line: number; fault: ListFault; text: string }[];
}

/** What a list would change: rules that are new, that differ from what holds, and how many are as they are. */
export interface ListChanges {
  added: HostRule[];
  changed: { rule: HostRule; before: HostRule }[];
  same: number;
}

const columns = ['#domain', '#severity', '#reject_media', '#reject_reports', '#public_comment', '#obfuscate'] as const;
type Column = (typeof columns)[number];
type Row = Partial<Record<Column, string>>;
const severities: Record<string, Level> = { suspend: 'suspend', silence: 'silence', noop: 'open' };
const severityOf: Record<Level, string> = { suspend: 'suspend', silence: 'silence', open: 'noop' };
const faultLimit = 50;

/** Reads a list; `own` is this hub's host, which no list may judge. A first line without names is a line like the others. */
export function readList(text: string, own: string): ReadList {
  if (text.length > listBytes) return { rules: [], faults: [{ line: 1, fault: 'long', text: '' }] };
  const faults: ReadList['faults'] = [];
  const rules = new Map<string, HostRule>();
  const lines = linesOf(text, faults);
  if (lines.length > listLimit) faults.push({ line: listLimit + 1, fault: 'long', text: '' });
  for (const { line, row } of lines.slice(0, listLimit)) {
    const rule = ruleOf(row);
    const fault =
      typeof rule === 'string' ? rule : rule.host === own ? 'own' : rules.has(rule.host) ? 'twice' : undefined;
    if (fault) faults.push({ line, fault, text: (row['#domain'] ?? '').slice(0, 80) });
    else if (typeof rule !== 'string') rules.set(rule.host, rule);
  }
  if (faults.length === 0 && rules.size === 0) faults.push({ line: 1, fault: 'empty', text: '' });
  return { rules: faults.length > 0 ? [] : [...rules.values()], faults: faults.slice(0, faultLimit) };
}

/** A list that other software reads. What a spreadsheet would take for a formula is quoted. */
export function writeList(rules: HostRule[]): string {
  const rows = rules.map(({ host, level, noMedia, noReports, comment = '', obfuscate = false }) => [
    host,
    severityOf[level],
    noMedia,
    noReports,
    comment,
    obfuscate,
  ]);
  return stringify([[...columns], ...rows], { escape_formulas: true, cast: { boolean: String } });
}

/** Every host about which something is decided, in order of name; at most 20,000. */
export async function hostRules(storage: Pick<Storage, 'records'>): Promise<HostRule[]> {
  const rules: HostRule[] = [];
  for (let after: string | undefined = ''; after !== undefined && rules.length < 20_000; ) {
    const page: PolicyPage = await policyPage(storage, after, 1000);
    rules.push(...page.policies.map(asRule).filter(isHeldAgainst));
    after = page.next;
  }
  return rules;
}

/** One page of policies on hosts; `next` is the host after which the next one begins. */
export interface PolicyPage {
  policies: HostPolicy[];
  next?: string;
}

/** Policies on hosts after a host, in order of name. */
export async function policyPage(
  { records }: Pick<Storage, 'records'>,
  after: string,
  limit: number,
): Promise<PolicyPage> {
  const prefix = hostPolicyId('');
  const found = await records.scan(`${prefix}${after}`, limit, prefix);
  const policies = found.map(({ body }) => body as HostPolicy);
  const last = policies.at(-1);
  return { policies, ...(last && policies.length === limit && { next: last.host }) };
}

/** What the rules would change. */
export async function changesOf({ records }: Pick<Storage, 'records'>, rules: HostRule[]): Promise<ListChanges> {
  const changes: ListChanges = { added: [], changed: [], same: 0 };
  for (let start = 0; start < rules.length; start += 1000) {
    const part = rules.slice(start, start + 1000);
    const stored = await records.getMany(part.map(({ host }) => hostPolicyId(host)));
    const known = new Map(stored.map(({ body }) => [(body as HostPolicy).host, asRule(body as HostPolicy)]));
    for (const rule of part) {
      const before = known.get(rule.host);
      if (!before || !isHeldAgainst(before)) changes.added.push(rule);
      else if (isSame(before, rule)) changes.same += 1;
      else changes.changed.push({ rule, before });
    }
  }
  return changes;
}

/** What holds for a host by its own policy, as a list has it. */
export function asRule(policy: HostPolicy): HostRule {
  const { level, noMedia, noReports } = verdictOf(policy as Extract<Rec, { record: 'host' }>);
  const { host, comment, obfuscate } = policy;
  return { host, level, noMedia, noReports, ...(comment && { comment }), ...(obfuscate && { obfuscate }) };
}

function isHeldAgainst({ level, noMedia, noReports }: HostRule): boolean {
  return level !== 'open' || noMedia || noReports;
}

function isSame(a: HostRule, b: HostRule): boolean {
  const text = (rule: HostRule) =>
    JSON.stringify([rule.level, rule.noMedia, rule.noReports, rule.comment ?? '', rule.obfuscate ?? false]);
  return text(a) === text(b);
}

function linesOf(text: string, faults: ReadList['faults']): { line: number; row: Row }[] {
  try {
    const records = parse(text.replace(/\r\n?/g, '\n'), {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 20_000,
      to: listLimit + 2,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const [first] = records;
    const names = first?.record.some(cell => /^#?domain$/i.test(cell)) ? first.record.map(columnNamed) : undefined;
    return records
      .slice(names ? 1 : 0)
      .map(({ record, info }) => ({ line: info.lines, row: rowOf(record, names ?? [...columns]) }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    faults.push({ line: Number(error.lines) || 1, fault: 'csv', text: '' });
    return [];
  }
}

function columnNamed(cell: string): Column | undefined {
  const name = `#${cell.replace(/^#/, '').toLowerCase()}`;
  return columns.find(column => column === name);
}

function rowOf(cells: string[], names: (Column | undefined)[]): Row {
  const row: Row = {};
  for (const [index, cell] of cells.entries()) {
    const name = names[index];
    if (name) row[name] = cell;
  }
  return row;
}

/** The rule of a line, or what is wrong with it. */
function ruleOf(row: Row): HostRule | ListFault {
  const host = hostNamed(row['#domain'] ?? '');
  if (!host) return 'host';
  const given = (row['#severity'] || 'suspend').toLowerCase();
  const level = Object.hasOwn(severities, given) ? severities[given] : undefined;
  if (!level) return 'severity';
  const [noMedia, noReports, obfuscate] = (['#reject_media', '#reject_reports', '#obfuscate'] as const).map(name =>
    switchOf(row[name]),
  );
  if (noMedia === undefined || noReports === undefined || obfuscate === undefined) return 'switch';
  const comment = cleanText(row['#public_comment'], 1000);
  return { host, level, noMedia, noReports, ...(comment && { comment }), ...(obfuscate && { obfuscate }) };
}

function switchOf(cell = ''): boolean | undefined {
  if (/^(true|t|1|yes)$/i.test(cell)) return true;
  return /^(false|f|0|no|)$/i.test(cell) ? false : undefined;
}
