import { expect } from 'chai';
import { codeOf, importsOf, sources } from './sources.ts';

/** What the files of a room import that begins with none of these. */
function strangers(room: string, may: string[], files = sources(room)): string[] {
  return files.flatMap(path =>
    importsOf(path)
      .filter(name => !may.some(start => name === start || (start.endsWith('/') && name.startsWith(start))))
      .map(name => `${path} → ${name}`),
  );
}

/** As `strangers`, for files of this repository alone: packages are free. */
function foreign(room: string, may: string[], files = sources(room)): string[] {
  const here = /^(src|federation|storage|scripts|test)\//;
  return strangers(room, may, files).filter(line => here.test(line.split(' → ')[1] ?? ''));
}

/** Files of the product in which a pattern stands outside comments. */
function holding(pattern: RegExp, files = sources()): string[] {
  return files.filter(path => pattern.test(codeOf(path)));
}

/** True where nothing but types comes from `node:http`: those of requests and answers. */
function takesTypesAlone(path: string): boolean {
  const imports = codeOf(path).match(/\bimport\b[^;]*?['"]node:http['"]/g) ?? [];
  return imports.length > 0 && imports.every(each => /^import type \{[^}]*\} from/.test(each));
}

describe('the direction of imports', () => {
  it('is read from files that are there, with every import in them', () => {
    expect(sources().length).to.be.greaterThan(150);
    expect(importsOf('src/hub.ts')).to.include('federation/fetch.ts').and.include('src/web/index.ts');
    expect(importsOf('storage/sqlite/index.ts')).to.include('node:path').and.include('storage/port.ts');
    const computed = /\bimport\s*\(\s*(?!['"])|\brequire\b|\bcreateRequire\b/;
    expect(holding(computed, sources('src/', 'federation/', 'storage/', 'scripts/'))).to.deep.equal([]);
  });

  it('keeps the domain to itself, without a clock, a file or a network', () => {
    expect(strangers('src/domain/', ['src/domain/', 'node:crypto', 'sanitize-html'])).to.deep.equal([]);
    const impure = /\b(process|fetch|setTimeout|setInterval|Date\.now|performance|Math\.random)\b\s*[(.]|new Date\(\)/;
    expect(holding(impure, sources('src/domain/'))).to.deep.equal([]);
  });

  it('keeps storage to itself', () => {
    expect(foreign('storage/', ['storage/'])).to.deep.equal([]);
    const adapters = sources('storage/').filter(path => path.split('/').length > 2);
    const between = adapters.flatMap(path =>
      importsOf(path)
        .filter(name => name.startsWith('storage/') && name !== 'storage/port.ts')
        .filter(name => name.split('/')[1] !== path.split('/')[1]),
    );
    expect(between).to.deep.equal([]);
  });

  it('lets federation see the domain, the log and the port of storage', () => {
    expect(foreign('federation/', ['federation/', 'src/domain/', 'src/log/', 'storage/port.ts'])).to.deep.equal([]);
  });

  it('lets the log see the domain and the port of storage', () => {
    expect(foreign('src/log/', ['src/log/', 'src/domain/', 'storage/port.ts'])).to.deep.equal([]);
  });

  it('lets what members do and what pages read see the domain, the log and the port, and no door', () => {
    const may = ['src/domain/', 'src/log/', 'storage/port.ts'];
    expect(foreign('src/actions/', [...may, 'src/actions/'])).to.deep.equal([]);
    expect(foreign('src/views/', [...may, 'src/views/'])).to.deep.equal([]);
    expect(foreign('src/accounts/', [...may, 'src/accounts/'])).to.deep.equal([]);
  });

  it('keeps the web side from federation and from every adapter', () => {
    const may = ['src/web/', 'src/domain/', 'src/views/', 'src/accounts/', 'storage/port.ts'];
    expect(foreign('src/web/', may)).to.deep.equal([]);
  });

  it('renders pages without hooks, which would be called for each element', () => {
    expect(sources('src/').filter(path => importsOf(path).includes('preact/hooks'))).to.deep.equal([]);
  });

  it('names adapters in the core and its thread alone, and the web and the inbox in the hub alone', () => {
    const naming = (start: string, outside: string) =>
      sources()
        .filter(path => !path.startsWith(outside))
        .filter(path => importsOf(path).some(name => name.startsWith(start)));
    expect(naming('storage/sqlite/', 'storage/')).to.deep.equal(['src/core.ts', 'src/fold-thread.ts']);
    expect(naming('src/web/', 'src/web/')).to.deep.equal(['src/hub.ts']);
    expect(naming('federation/', 'federation/')).to.deep.equal(['src/core.ts', 'src/hub.ts']);
    const core = importsOf('src/core.ts').filter(name => name.startsWith('federation/'));
    expect(core).to.have.members(['federation/urls.ts', 'federation/deliver/partings.ts']);
  });

  it('reads the environment in one place', () => {
    expect(holding(/process\.env/)).to.deep.equal(['src/main.ts']);
  });

  it('opens sockets outwards in the fetcher and the way out for deliveries alone', () => {
    const dialling =
      /^(undici|axios|got|node-fetch|ws|(node:)?(https?|http2|net|tls|dgram|dns(\/promises)?|child_process))$/;
    const found = sources().flatMap(path =>
      importsOf(path)
        .filter(name => dialling.test(name) && !(name === 'node:http' && takesTypesAlone(path)))
        .map(name => `${path} → ${name}`),
    );
    expect(found).to.have.members([
      'federation/fetch.ts → undici',
      'federation/fetch/connect.ts → undici',
      'federation/fetch/names.ts → node:dns/promises',
      'federation/fetch/connect.ts → node:net',
      'federation/fetch/lines.ts → node:net',
      'federation/fetch/lines.ts → undici',
      'federation/post.ts → undici',
      // The server's own side.
      'src/server.ts → node:http',
    ]);
    expect(codeOf('src/server.ts')).to.match(/import \{\s*createServer,(\s*type \w+,?)+\s*\} from 'node:http'/);
    expect(takesTypesAlone('src/hub.ts')).to.equal(true);
    expect(takesTypesAlone('src/server.ts')).to.equal(false);
    expect(codeOf('federation/signatures/request.ts')).to.match(/import type \{[^}]*\} from 'node:http'/);
    const builtIn = /(?<![.\w])(?:globalThis\.)?(?:fetch|WebSocket|EventSource|XMLHttpRequest)\s*\(/;
    expect(holding(builtIn)).to.deep.equal([]);
  });
});

describe('the addresses of the hub', () => {
  it('are built in federation/urls, and elsewhere only from the path that a request came by', () => {
    // `/a/`, `/o/` or `/e/` after something that was put in, or put together with what follows.
    const built = /\}\/[aoe]\/|(['"`])\/[aoe]\/(?:\1|\$\{)/;
    // Each of these asks for the record whose address was requested, or knows an address of ours by its beginning.
    const fromPath = [
      'federation/client/index.ts',
      'federation/documents/activities.ts',
      'federation/documents/actors.ts',
      'federation/documents/followers-sync.ts',
      'federation/documents/things.ts',
      'federation/inbox/index.ts',
      'src/views/card.ts',
      'src/views/reader.ts',
      'src/web/handlers/actors.tsx',
      'src/web/handlers/things.tsx',
    ];
    // An activity that a task makes has an address made from what it is about.
    const derived = 'federation/tasks/derived-id.ts';
    expect(holding(built)).to.have.members(['federation/urls.ts', derived, ...fromPath]);
    const makers = sources().filter(path => importsOf(path).includes('ulid'));
    expect(makers).to.deep.equal(['federation/urls.ts']);
  });
});

describe('the wire', () => {
  it('has its words in federation alone', () => {
    const words = /\b(attributedTo|orderedItems|inReplyTo|Tombstone|OrderedCollection)\b/;
    const outside = holding(words, sources('src/', 'storage/')).filter(path => !path.startsWith('src/domain/'));
    // `inReplyTo` is the domain's own name as well: what a discussion answers.
    const beside = outside.filter(path =>
      /\b(attributedTo|orderedItems|Tombstone|OrderedCollection)\b/.test(codeOf(path)),
    );
    expect(beside).to.deep.equal([]);
    expect(holding(/as#Public|activitystreams#|\bas:Public\b/, sources('src/', 'storage/'))).to.deep.equal([]);
  });
});
