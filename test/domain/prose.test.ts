import { expect } from 'chai';
import { cleanHtml, cleanText, fromTyped, plainText, typedHashtags, typedMentions } from '../../src/domain/prose.ts';

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

  it('is read in linear time', () => {
    const started = performance.now();
    cleanHtml('a'.repeat(400_000) + '<'.repeat(10_000));
    cleanHtml('<a href="'.repeat(20_000));
    expect(performance.now() - started).to.be.lessThan(2000);
  });

  it('becomes plain text with its breaks', () => {
    expect(plainText('<p>one<br>two</p><p>three &lt;3</p>')).to.equal('one\ntwo\n\nthree <3');
  });

  it('in a name is taken out, and so are control and direction signs', () => {
    expect(cleanText('<b>Amina</b>\u0000\u202e', 100)).to.equal('Amina');
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

  it('passes its own check unchanged', () => {
    const html = fromTyped('One https://c.example/ #tag @amina@b.example\n\ntwo', marks);
    expect(cleanHtml(html)).to.equal(html);
  });

  it('names people and tags once each', () => {
    expect(typedMentions('@a and @b@c.example:8080 and @a, mail@x.example')).to.deep.equal(['@a', '@b@c.example:8080']);
    expect(typedHashtags('#one #Deux #تعليم #one x#no')).to.deep.equal(['one', 'Deux', 'تعليم']);
  });
});
