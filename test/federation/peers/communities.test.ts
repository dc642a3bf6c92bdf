// What servers of communities, forums, films, dates and blogs send, in their own words and signed by their own actors, and
// what must come of each (interop I18 to I23, I29, I30, I39): what a group passes on is its author's.
import { from } from '../../helpers/outcome.ts';

const amina = 'https://hub.test/a/amina';
const thing = 'https://hub.test/o/1';
const education = 'https://l.test/c/education';
const teacher = 'https://l.test/u/teacher';
const post = 'https://l.test/post/8';
const channel = 'https://v.test/video-channels/c';
const blog = 'https://wp.test/@blog';

describe('a hub takes', () => {
  from(
    'lemmy',
    [
      ['an acceptance by a community', 'accept', { links: [['follows', amina, education]] }],
      [
        'a post that the community passes on, without a context of its own',
        'announceCreate',
        {
          thing: {
            kind: 'discussion',
            author: teacher,
            name: 'Which stories do you read aloud?',
            language: 'en',
            groups: [education],
            hashtags: ['education'],
          },
          links: [['outbox', teacher, post]],
        },
      ],
      ['a comment', 'announceComment', { thing: { author: teacher, inReplyTo: post }, boxed: true }],
      ['its edit', 'announceUpdate', { thing: { content: '<p>Folk tales work best.</p>' } }],
      ['a like', 'announceLike', { links: [['likes', teacher, post]] }],
      [
        'a dislike, of which nothing comes',
        'announceDislike',
        { without: [['likes', 'https://l.test/u/keeper', post]] },
      ],
      ['the end of the like', 'announceUndoLike', { without: [['likes', teacher, post]] }],
      ['a pin by a moderator', 'announcePin', { links: [['featured', education, post]] }],
      ['its end', 'announceUnpin', { without: [['featured', education, post]] }],
      ['a lock by a moderator', 'announceLock', { links: [['locked', education, post]] }],
      ['its end', 'announceUnlock', { without: [['locked', education, post]] }],
      ['a ban', 'announceBan', { links: [['banned', education, 'https://l.test/u/rude']] }],
      ['its end', 'announceUnban', { without: [['banned', education, 'https://l.test/u/rude']] }],
      [
        'the profile of the community, which a moderator changed',
        'announceProfile',
        { thing: { name: 'Education for all', handle: 'education', summary: '<p>Who teach and who learn</p>' } },
      ],
      ['a deletion by the author', 'announceDelete', { gone: 'https://l.test/comment/3' }],
      [
        'a removal by a moderator, which takes nothing from the author',
        'announceRemoval',
        { id: post, thing: { author: teacher }, links: [['removed', education, post]] },
      ],
      [
        'its end',
        'announceRestoration',
        { id: post, thing: { author: teacher }, without: [['removed', education, post]] },
      ],
      ['a like addressed to nobody', 'like', { links: [['likes', teacher, thing]] }],
      ['its end', 'undoLike', { without: [['likes', teacher, thing]] }],
      ['a letter', 'letter', { thing: { visibility: 'direct' }, boxed: true }],
      ['a letter of the older type', 'chat', { thing: { visibility: 'direct' }, boxed: true }],
      ['the departure of an actor', 'deleteActor', { gone: teacher }],
    ],
    async ({ follow }) => void (await follow(education)),
  );

  from(
    'peertube',
    [
      ['an acceptance by a channel', 'accept', { links: [['follows', amina, channel]] }],
      [
        'a film that a channel announces by its address, as the account’s, with no licence where none can be named',
        'announce',
        {
          thing: {
            kind: 'resource',
            author: 'https://v.test/accounts/u',
            name: 'Counting with stones',
            language: 'fr',
            licence: null,
            url: 'https://v.test/w/2',
          },
        },
      ],
      ['a view, of which nothing comes', 'view', {}],
      ['its end', 'undoView', {}],
      ['a copy for others, of which nothing comes', 'cacheFile', { gone: 'https://v.test/redundancy/1' }],
    ],
    async ({ follow }) => void (await follow(channel)),
  );

  from('mobilizon', [
    [
      'a date of a group by the person who made it',
      'create',
      {
        thing: { kind: 'discussion', author: 'https://mob.test/@rosa', name: 'Reading evening', hashtags: ['books'] },
        boxed: true,
      },
    ],
    ['its edit', 'update', { thing: { name: 'Reading evening, moved' } }],
    ['a person who joins, of which nothing comes', 'join', {}],
    ['a person who leaves, of which nothing comes', 'leave', {}],
    ['an invitation, of which nothing comes', 'invite', {}],
  ]);

  from(
    'wordpress',
    [
      [
        'a follow by an author whose id is an address of a page',
        'followByAuthor',
        { links: [['follows', 'https://wp.test/author/nia/', amina]] },
      ],
      ['an acceptance by a blog', 'accept', { links: [['follows', amina, blog]] }],
      [
        'an article by an actor that a query names',
        'create',
        {
          thing: {
            kind: 'resource',
            author: 'https://wp.test/?author=1',
            name: 'How we began',
            summary: 'From one room to … twelve […]',
            language: 'fr',
            warning: null,
          },
          boxed: true,
        },
      ],
      ['its edit, which the blog passes on', 'announceUpdate', { thing: { name: 'How we began, and went on' } }],
    ],
    async ({ follow }) => void (await follow(blog)),
  );

  from('nodebb', [
    [
      'a topic as an article with a preview, and nulls',
      'create',
      {
        thing: { name: 'Long ago', content: '<p>Long ago we had no books.</p>', author: 'https://nb.test/uid/1' },
        boxed: true,
      },
    ],
    ['an answer', 'reply', { thing: { inReplyTo: thing, kind: 'discussion', name: null }, boxed: true }],
    ['a vote as a like', 'like', { links: [['likes', 'https://nb.test/uid/1', thing]] }],
    ['its end', 'undoLike', { without: [['likes', 'https://nb.test/uid/1', thing]] }],
    ['a topic that moves, of which nothing comes', 'move', {}],
    ['a topic that is taken out of a category, of which nothing comes', 'removeContext', {}],
  ]);

  from('discourse', [
    [
      'a titled note of a group by an author that it embeds',
      'create',
      {
        thing: {
          kind: 'discussion',
          author: 'https://d.test/ap/actor/a1',
          name: 'A quiet classroom',
          groups: ['https://d.test/ap/actor/g1'],
        },
        boxed: true,
      },
    ],
  ]);

  from(
    'mbin',
    [
      ['an acceptance by a magazine', 'accept', { links: [['follows', amina, 'https://mb.test/m/schools']] }],
      [
        'a post that is a title and a link',
        'announceCreate',
        { thing: { name: 'Roofs before books?', author: 'https://mb.test/u/obi' } },
      ],
      [
        'a post that is announced itself and not the making of it',
        'announceThread',
        { thing: { name: 'Wells before roofs?', author: 'https://mb.test/u/obi', kind: 'discussion' } },
      ],
    ],
    async ({ follow }) => void (await follow('https://mb.test/m/schools')),
  );

  from(
    'piefed',
    [
      ['an acceptance by a community', 'accept', { links: [['follows', amina, 'https://pf.test/c/maths']] }],
      [
        'a post that it passes on',
        'announceCreate',
        { thing: { name: 'Abacus or fingers?', groups: ['https://pf.test/c/maths'] } },
      ],
      [
        'a choice in a poll of a form of its own, of which nothing comes',
        'announceFlair',
        { gone: 'https://pf.test/activities/answer/1' },
      ],
    ],
    async ({ follow }) => void (await follow('https://pf.test/c/maths')),
  );

  from('lotide', [
    ['a follow whose id is of another path', 'follow', { links: [['follows', 'https://lo.test/users/3', amina]] }],
    [
      'a post addressed by texts',
      'create',
      { thing: { name: 'Seeds', visibility: 'unlisted', warning: null }, boxed: true },
    ],
    ['a deletion by a Tombstone of an older form', 'delete', { gone: 'https://lo.test/posts/5' }],
  ]);

  from('relay', [
    [
      'what a relay announces that nobody chose as nothing',
      'announce',
      { gone: 'https://else.test/notes/1', without: [['shares', 'https://r.test/actor', 'https://else.test/notes/1']] },
    ],
    [
      'a follow of all that is public',
      'follow',
      { links: [['follows', 'https://r.test/actor', 'https://hub.test/a/hub']] },
    ],
  ]);
});
