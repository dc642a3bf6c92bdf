// What servers for short posts send, in their own words and signed by their own actors, and what must come of each
// (interop I1 to I17, I23, I24): nulls and lists of one are nothing new, embedded copies are matched by who and what.
import { from } from '../../helpers/outcome.ts';

const ana = 'https://m.test/users/ana';
const dan = 'https://g.test/users/dan';
const eve = 'https://p.test/users/eve';
const kai = 'https://k.test/users/9a';
const amina = 'https://hub.test/a/amina';
const thing = 'https://hub.test/o/1';

describe('a hub takes', () => {
  from(
    'mastodon',
    [
      [
        'an acceptance of a follow by an id that it rewrote',
        'accept',
        { links: [['follows', amina, ana]], without: [['asks', ana, amina]] },
      ],
      ['a follow with an opaque id', 'follow', { links: [['follows', ana, amina]] }],
      ['an end of a follow by an id that never came', 'undoFollow', { without: [['follows', ana, amina]] }],
      [
        'an unlisted post full of nulls, and asks for nothing that it embeds',
        'create',
        {
          thing: { visibility: 'unlisted', language: 'en', hashtags: ['literacy'], attachments: [] },
          boxed: true,
          asked: 0,
        },
      ],
      ['a like with a fragment as id', 'like', { links: [['likes', ana, thing]] }],
      ['its end', 'undoLike', { without: [['likes', ana, thing]] }],
      ['a boost', 'announce', { links: [['shares', ana, thing]] }],
      ['its end, signed by a form that is not looked at', 'undoAnnounce', { without: [['shares', ana, thing]] }],
      [
        'an edit',
        'update',
        { thing: { content: '<p>Look again</p>', updated: '2026-01-02T05:04:05.000Z', visibility: 'unlisted' } },
      ],
      ['a pin without an id', 'add', { links: [['featured', ana, `${ana}/statuses/20`]] }],
      ['its end without an id', 'remove', { without: [['featured', ana, `${ana}/statuses/20`]] }],
      ['a profile', 'updatePerson', { id: ana, thing: { name: 'Ana B.', handle: 'ana' } }],
      ['a block, of which nothing comes', 'block', { links: [['follows', amina, ana]] }],
      [
        'a refusal of a follow that was accepted before',
        'reject',
        {
          without: [
            ['follows', amina, ana],
            ['asks', amina, ana],
          ],
        },
      ],
      ['a report from its signing actor', 'flag', { id: 'https://m.test/5c6b2a4e-flag', thing: { record: 'notice' } }],
      ['a deletion by a Tombstone', 'delete', { gone: `${ana}/statuses/20` }],
      ['the departure of an actor', 'deleteActor', { gone: ana, without: [['follows', amina, ana]] }],
    ],
    async ({ follow }) => void (await follow(ana)),
  );

  from(
    'gotosocial',
    [
      ['an acceptance from a bot', 'accept', { links: [['follows', amina, dan]] }],
      [
        'a post in which lists of one are the one, with the text of a picture in its summary',
        'create',
        {
          thing: {
            visibility: 'public',
            attachments: [
              { as: 'image', url: 'https://g.test/2.jpg', mediaType: 'image/jpeg', name: 'A class under a tree' },
            ],
          },
          boxed: true,
        },
      ],
      ['a deletion without an id', 'deleteWithoutId', { gone: `${dan}/statuses/02` }],
    ],
    async ({ software, follow }) => {
      // As GoToSocial does: a key by its own address unsigned, with little of its actor, and all else to who signs.
      const { document } = software.actor();
      const { id, preferredUsername, publicKey, type } = document;
      software.peer.documents.set('/users/dan/main-key', { id, preferredUsername, publicKey, type });
      software.peer.documents.set('/users/dan', (req, res) => {
        if (!req.headers.signature) return void res.writeHead(401).end();
        res.writeHead(200, { 'content-type': 'application/activity+json' }).end(JSON.stringify(document));
      });
      await follow(dan);
    },
  );

  from('pleroma', [
    ['a pending follow', 'follow', { links: [['follows', eve, amina]] }],
    [
      'a post with an actor and an author, under a context that is never fetched',
      'create',
      { thing: { author: eve, visibility: 'public', thread: 'https://p.test/contexts/5' }, boxed: true, asked: 0 },
    ],
    ['a pin', 'pin', { links: [['featured', eve, 'https://p.test/objects/n1']] }],
    ['a reaction', 'react', { links: [['likes', eve, thing]] }],
    ['its end by a bare id', 'undoReact', { without: [['likes', eve, thing]] }],
    ['a chat message, for one alone', 'chat', { thing: { visibility: 'direct' }, boxed: true }],
    ['a deletion by a bare id', 'delete', { gone: 'https://p.test/objects/n1' }],
  ]);

  from('misskey', [
    [
      'a post with a warning of no width, which is none',
      'create',
      { thing: { author: kai, warning: null }, boxed: true },
    ],
    ['an answer with an empty warning', 'reply', { thing: { inReplyTo: thing, warning: null }, boxed: true }],
    ['a reaction', 'reaction', { links: [['likes', kai, thing]] }],
    ['its end', 'undoReaction', { without: [['likes', kai, thing]] }],
    ['a renote', 'renote', { links: [['shares', kai, thing]] }],
    ['its end', 'undoRenote', { without: [['shares', kai, thing]] }],
    ['a deletion', 'delete', { gone: 'https://k.test/notes/9b' }],
  ]);

  from('friendica', [
    [
      'a post with terms of its own and a mention of a page',
      'create',
      { thing: { language: 'en', mentions: [{ id: amina, handle: '@amina@hub.test' }] }, boxed: true },
    ],
    ['a dislike, of which nothing comes', 'dislike', { without: [['likes', 'https://f.test/profile/lee', thing]] }],
    ['its end', 'undoDislike', {}],
    ['a deletion with a path as id', 'delete', { gone: 'https://f.test/objects/u1' }],
  ]);

  from(
    'mitra',
    [
      [
        'an acceptance by the bare id of the follow',
        'accept',
        { links: [['follows', amina, 'https://mi.test/users/noor']] },
      ],
      [
        'a time in nanoseconds and a mention by name alone',
        'create',
        {
          thing: {
            published: '2026-02-03T04:05:30.538Z',
            mentions: [{ id: amina, handle: '@amina@hub.test' }],
          },
          boxed: true,
        },
      ],
    ],
    async ({ follow, software }) => software.place('/e/follow', await follow('https://mi.test/users/noor')),
  );

  from(
    'streams',
    [
      [
        'an acceptance by the bare id of the follow',
        'accept',
        { links: [['follows', amina, 'https://st.test/channel/ivy']] },
      ],
      [
        'a post with its address as a link',
        'create',
        { thing: { url: 'https://st.test/display/1', name: null }, boxed: true },
      ],
    ],
    async ({ follow, software }) => software.place('/e/follow', await follow('https://st.test/channel/ivy')),
  );

  from('pixelfed', [
    [
      'pictures without a size, with junk for a blur',
      'create',
      {
        thing: {
          hashtags: ['chalk'],
          attachments: [
            { as: 'image', url: 'https://px.test/1.jpg', mediaType: 'image/jpeg', name: 'Chalk on a board' },
            { as: 'image', url: 'https://px.test/2.png', mediaType: 'image/png' },
          ],
        },
        boxed: true,
      },
    ],
    ['a story, of which nothing comes', 'story', { gone: 'https://px.test/stories/sol/1' }],
  ]);

  from('bookwyrm', [
    [
      'a review as an article that answers nothing',
      'create',
      { thing: { kind: 'resource', published: '2026-05-06T10:00:00.000Z' }, boxed: true },
    ],
    ['a book put on a shelf, of which nothing comes', 'shelve', { gone: 'https://bw.test/shelfitem/1' }],
    ['a rating, of which nothing comes', 'rating', { gone: 'https://bw.test/user/uma/rating/2' }],
  ]);

  from('smithereen', [
    ['a post on a wall', 'create', { thing: { kind: 'discussion', visibility: 'public' }, boxed: true }],
    [
      'an offer of friendship, of which nothing comes',
      'friend',
      { without: [['follows', 'https://sm.test/users/1', amina]] },
    ],
  ]);

  from('gnusocial', [
    [
      'a time with an offset, and a truth value that is a text',
      'create',
      { thing: { published: '2026-05-12T10:00:00.000Z', visibility: 'public' }, boxed: true },
    ],
  ]);
});
