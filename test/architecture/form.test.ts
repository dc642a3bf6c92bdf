import { homedir, userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { lastingSpaces, passingSpaces } from '../../src/log/backup.ts';
import { codeOf, sources, textOf, tracked } from './sources.ts';

const program = sources('src/', 'federation/', 'storage/', 'scripts/');

describe('the form of the tree', () => {
  it('has no file of more than 300 lines, catalogues of texts apart', () => {
    const long = program
      .filter(path => !path.startsWith('src/web/messages/'))
      .map(path => ({ path, lines: textOf(path).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).to.deep.equal([]);
  });

  it('has every file open with what it is for', () => {
    const mute = program.filter(path => !/^\/\/ \S/.test(textOf(path)));
    expect(mute).to.deep.equal([]);
  });

  it('leaves no check out', () => {
    const silenced = /@ts-(ignore|nocheck|expect-error)|biome-ignore|eslint-disable|\bas any\b|\bTODO\b|\bFIXME\b/;
    const found = [...program, ...sources('test/')].filter(path => !path.startsWith('test/architecture/'));
    expect(found.filter(path => silenced.test(textOf(path)))).to.deep.equal([]);
    expect(sources('test/').filter(path => /\b(describe|it)\.only\(/.test(codeOf(path)))).to.deep.equal([]);
  });

  it('names no folder of a machine and no registry of packages', () => {
    const here = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
    const places = [here, homedir(), `/home/${userInfo().username}`].filter(place => place.length > 5);
    const homes = /(?<![\w.])\/(?:home|Users|root)\/[a-z]/;
    const texts = tracked.filter(path => !/\.(png|jpe?g|webp|ico|gz)$/.test(path));
    const found = texts.filter(path => {
      const text = textOf(path);
      return (homes.test(text) && !path.startsWith('test/architecture/')) || places.some(place => text.includes(place));
    });
    expect(found).to.deep.equal([]);
    const locks = tracked.filter(path => /(^|\/)(package-lock\.json|\.npmrc)$/.test(path));
    const hosts = locks.flatMap(path => [
      ...textOf(path).matchAll(/"resolved": "https?:\/\/([^/"]+)|registry\s*=\s*(\S+)/g),
    ]);
    expect(hosts.map(([line]) => line)).to.deep.equal([]);
  });

  for (const [document, least] of [
    ['docs/faults.md', 50],
    ['FEDERATION.md', 50],
  ] as const)
    it(`names only specs that are there in ${document}`, () => {
      const named = [...textOf(document).matchAll(/`(test\/[^`]+\.ts)`/g)].map(([, path = '']) => path);
      expect(named.length).to.be.greaterThan(least);
      expect(named.filter(path => !tracked.includes(path))).to.deep.equal([]);
    });

  it('says of every row of FEDERATION.md by which spec it is tested', () => {
    const table = /## Supported protocols and FEPs\n+((?:\|.*\n)+)/.exec(textOf('FEDERATION.md'))?.[1] ?? '';
    const rows = table.split('\n').filter(row => row && !/^\| (\*\*|---|FEP or)/.test(row));
    expect(rows.length).to.be.greaterThan(40);
    expect(rows.filter(row => !/`test\/[^`]+\.test\.ts` \|$/.test(row))).to.deep.equal([]);
  });

  it('says of every space of small values whether a backup takes it', () => {
    const called = /state\s*\.\s*(?:put|add|get|list|delete)\(\s*'([^']+)'|\bspace(?:: |\s*=\s*)'([^']+)'/g;
    const code = sources().filter(path => path !== 'src/log/backup.ts');
    const spaces = code.flatMap(path => [...codeOf(path).matchAll(called)].map(([, a, b]) => a ?? b ?? ''));
    expect([...new Set(spaces)].sort()).to.deep.equal([...lastingSpaces, ...passingSpaces].sort());
  });
});
