// A process of its own that appends to a folder and says on stdout what was acknowledged, a line each.
// Usage: appender.ts FOLDER NAME COUNT; it ends after COUNT entries, or never if it is killed first.
import { openSqlite } from '../../storage/sqlite/index.ts';

const [folder = '', name = '', count = '0'] = process.argv.slice(2);
const storage = await openSqlite({ folder });
process.stdout.write('open\n');

for (let n = 0; n < Number(count); ) {
  const ids = Array.from({ length: 1 + (n % 4) }, (_, k) => `${name}-${n + k}`);
  // Every fourth batch also names an entry that the other processes name too.
  if (n % 4 === 0) ids.push(`shared-${n}`);
  const made = await storage.log.append(
    ids.map(id => ({ id, via: name, at: Date.now(), v: 1, event: { id, text: 'x'.repeat(2000) } })),
  );
  await storage.records.apply(
    made.map(({ entry }) => {
      return {
        do: 'put',
        id: entry.id,
        kind: 'thing',
        owner: 'all',
        version: '1',
        num: String(entry.seq),
        body: entry.seq,
      };
    }),
  );
  process.stdout.write(made.map(({ entry }) => `${entry.seq} ${entry.id}\n`).join(''));
  n += 1 + (n % 4);
}
await storage.close();
