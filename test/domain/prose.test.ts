import { expect } from 'chai';
import { cleanHtml, cleanText, fromTyped, plainText, typedHashtags, typedMentions } from '../../src/domain/prose.ts';
import { timeOf } from '../helpers/stall.ts';

const marks = {
  mentions: [{ id: 'https://b.example/u/amina', handle: '@amina@b.example' }],
  tagPage: (tag: string) => `https://a.example/search?q=%23${tag}`,
};

describe('HTML of strangers', () => {
  it('that Mastodon writes passes unchanged', () => {
    const mastodon =
      '<p>Hello <span class="h-card" translate="no"><a href="https://b.example/@amina" class="u-url mention">@<span>amina</span></a></span> &amp; all<br />see <a href="https://c.example/x?y=1&z" target="_blank" rel="nofollow noopener noreferrer" translate="no"><span class="invisible">https://</span><span class="">c.example</span></a></p>';
    expect(cleanHtml('<p>Hello <strong>world</strong> &amp; all</p>')).to.equal(
      '<p>Hello <strong>world</strong> &amp; all</p>',
    );
    expect(cleanHtml(mastodon)).to.include('class="u-url mention"').and.include('c.example');
  });

  for (const [what, hostile] of Object.entries({
    'a script': '<script>alert(1)</script>',
    'a handler': '<p onclick="alert(1)">x</p>',
    'an unquoted handler in a link': '<a href="https://x.example/" onmouseover=alert(1)>x</a>',
    'a javascript link': '<a href="javascript:alert(1)" rel="nofollow noopener noreferrer">x</a>',
    'a data link': '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    'a frame': '<iframe src="https://x.example"></iframe>',
    'an SVG': '<svg onload=alert(1)><script>alert(1)</script></svg>',
    'MathML tricks': '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    'a style': '<p style="position:fixed">x</p><style>*{}</style>',
    'a broken tag': '<<p>script>alert(1)<</p>/script>',
    'an attribute that ends early': '<a href="https://x.example/"onclick="alert(1)">x</a>',
  })) {
    it(`loses ${what}`, () => {
      const clean = cleanHtml(hostile);
      expect(clean).not.to.match(/<(script|iframe|svg|style|img|math)|\son\w+=|javascript:|data:|style=/i);
    });
  }

  it('cannot close what it did not open', () => {
    expect(cleanHtml('</p></li></ul>text')).to.equal('<p></p>text');
    expect(cleanHtml('<p>one<strong>two</p>')).to.equal('<p>one<strong>two</strong></p>');
  });

  for (const part of [
    ...['<b>', '<div>', '<z>a', '<ul><li>', '<svg><math>', '<ruby><rt>', '<p><b></p><i></b>', '<p>', '<h1>', '</p>'],
    ...[
      '<',
      '&',
      '&#x41;',
      '<a href="',
      '<a href="javascript:x">',
      '<a class="mention x y">',
      ' a=b',
      '<!--',
      '<title>',
    ],
    ...['<p a=b ', '<br x>', '<style>', '<![CDATA[', '<span class="a b c">', 'a<', '<plaintext>', '<a href="&#9;'],
  ]) {
    it(`is read in no time when it is “${part}” a hundred thousand times`, () => {
      const html = part.repeat(1_000_000 / part.length);
      const took = timeOf(() => {
        plainText(cleanHtml(html));
        cleanText(html, 500);
      });
      expect(took).to.be.lessThan(200);
      expect(cleanHtml(html).length).to.be.at.most(500_000);
    });
  }

  it('that nobody wrote, of open tags without end, keeps its words alone', () => {
    expect(cleanHtml(`${'<b onclick=x>'.repeat(1000)}words &amp; <i>signs`)).to.equal('<p>words &amp; signs</p>');
    const book = '<h2>One</h2><ul><li>a<li>b</ul><p>two<p>three'.repeat(2000);
    expect(cleanHtml(book)).to.include('<li>b</li></ul><p>two</p>');
  });

  it('has its links marked unless they name people or tags', () => {
    expect(cleanHtml('<a href="https://x.example/" target="_blank">x</a>')).to.equal(
      '<a href="https://x.example/" rel="nofollow noopener noreferrer">x</a>',
    );
    const tag = '<a href="https://x.example/" class="mention hashtag" rel="tag">x</a>';
    expect(cleanHtml(tag)).to.equal(tag);
    expect(cleanHtml('<a href="https://x.example/" class="mention" rel="me opener">x</a>')).not.to.include('rel');
  });

  it('has no control signs and no halves of signs, and is never cut in a tag or a sign', () => {
    expect(cleanHtml('<p>a\u0000b\u001b\ud800c</p>')).to.equal('<p>ab\ufffdc</p>');
    expect(cleanHtml(`${'a'.repeat(90)}<a href="https://evil.example/">x</a>`, 100)).to.equal('a'.repeat(90));
    expect(cleanText(`${'a'.repeat(99)}😀`, 100)).to.equal('a'.repeat(99));
    expect(cleanText('\ud800', 100).isWellFormed()).to.equal(true);
  });

  it('becomes plain text with its breaks', () => {
    expect(plainText('<p>one<br>two</p><p>three &lt;3</p>')).to.equal('one\ntwo\n\nthree <3');
  });

  it('in a name is taken out, and so are control and direction signs', () => {
    expect(cleanText('<b>Amina</b>\u0000\u202e', 100)).to.equal('Amina');
  });

  it('in a name of open tags without end costs next to nothing', () => {
    const names = Array.from({ length: 200 }, (_, n) => `<i>${n}`.repeat(300));
    expect(timeOf(() => names.map(name => cleanText(name, 320)))).to.be.below(60);
    expect(cleanText(`${'<i><b>'.repeat(30)}Ana`, 320)).to.equal('Ana');
  });
});

describe('what members type', () => {
  it('becomes paragraphs, and its signs stay signs', () => {
    expect(fromTyped('a < b & c\nnext\n\nlast', marks)).to.equal('<p>a &lt; b &amp; c<br>next</p><p>last</p>');
  });

  it('links addresses, known people and hashtags', () => {
    const html = fromTyped('Hi @amina@b.example, see https://c.example/a?b=1&c=2. #EducationForAll', marks);
    expect(html).to.include('<a href="https://b.example/u/amina" class="u-url mention">@<span>amina</span></a>');
    expect(html).to.include(
      '<a href="https://c.example/a?b=1&amp;c=2" rel="nofollow noopener noreferrer">https://c.example/a?b=1&amp;c=2</a>.',
    );
    expect(html).to.include('class="mention hashtag" rel="tag">#<span>EducationForAll</span></a>');
  });

  it('cannot smuggle HTML in an address', () => {
    expect(fromTyped('https://x.example/"onclick="alert(1) <script>', marks)).not.to.match(/"onclick="|<script/);
  });

  it('is read in no time', () => {
    for (const part of [
      'https://a.a ',
      `https://a.a/${')'.repeat(980)}a `,
      '@',
      ` @${'a'.repeat(64)}@${'a'.repeat(253)}@`,
    ]) {
      const text = part.repeat(200_000 / part.length);
      expect(
        timeOf(() => [fromTyped(text, marks), typedMentions(text), typedHashtags(text)]),
        part,
      ).to.be.lessThan(200);
    }
  });

  it('passes its own check unchanged', () => {
    const html = fromTyped('One https://c.example/ #tag @amina@b.example\n\ntwo', marks);
    expect(cleanHtml(html)).to.equal(html);
  });

  it('names people and tags once each', () => {
    expect(typedMentions('@a and @b@c.example:8080 and @a, mail@x.example')).to.deep.equal(['@a', '@b@c.example:8080']);
    expect(typedHashtags('#one #Deux #تعليم #one x#no')).to.deep.equal(['one', 'Deux', 'تعليم']);
  });
});
