// The one stylesheet: warm paper, a chalkboard above it, and the red margin line of an exercise book. System fonts,
// logical properties only, so that it reads from right to left as well; below 8 KB.
import { createHash } from 'node:crypto';

const css = `
:root{color-scheme:light dark;--paper:#fbf6ea;--sheet:#fffdf7;--ink:#22302c;--soft:#5b665f;--line:#ddd3bd;--board:#17453b;--chalk:#fdf8ec;--link:#0f5c4b;--margin:#b8432f;--sun:#f2b84b;--talk:#8a4b12;--stamp:#7a2e6b;
--serif:"Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L",P052,"Book Antiqua",Georgia,"Noto Naskh Arabic",serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans Arabic",sans-serif}
@media (prefers-color-scheme:dark){:root{--paper:#12201c;--sheet:#182923;--ink:#ece5d3;--soft:#adb5a6;--line:#34473f;--board:#0b1714;--link:#8fd6bd;--margin:#e07a63;--talk:#e6a765;--stamp:#dca0cf}}
*{box-sizing:border-box}
html{font:100%/1.6 var(--sans);background:var(--paper);color:var(--ink);-webkit-text-size-adjust:100%}
body{margin:0;display:flex;flex-direction:column;min-block-size:100vh;overflow-wrap:anywhere}
a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:3px solid var(--sun);outline-offset:2px;border-radius:2px;box-shadow:0 0 0 2px var(--ink)}
main:focus,.faults:focus{outline:0;box-shadow:none}
h1,h2,h3{font-family:var(--serif);line-height:1.25;margin-block:1.6em .5em;text-wrap:balance}
h1{font-size:clamp(1.65rem,1.2rem + 2.4vw,2.4rem);margin-block-start:.3em}
h2{font-size:1.3rem}h3{font-size:1.12rem}
p,ul,dl{margin-block:.6em}
.wide,main{inline-size:100%;max-inline-size:46rem;margin-inline:auto;padding-inline:1rem}
main{flex:1;padding-block:1.5rem 3rem}
.skip{position:absolute;inset-inline-start:-99rem}.skip:focus{inset-inline-start:.5rem;inset-block-start:.5rem;z-index:9;background:var(--sun);color:#22302c;padding:.5rem 1rem}
.unseen{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.top{background:var(--board);border-block-end:4px solid var(--sun)}
.top .wide{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem 1.2rem;padding-block:.55rem;max-inline-size:60rem}
.top a,.top summary{color:var(--chalk);text-decoration:none;padding-block:.35rem;display:inline-block}
.top a:hover,.top [aria-current]{text-decoration:underline;text-decoration-color:var(--sun);text-decoration-thickness:2px}
.top .brand{display:flex;align-items:center;gap:.6rem;font:600 1.15rem/1.2 var(--serif);margin-inline-end:auto}
.mark{inline-size:2rem;block-size:2rem;fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;flex:none}
.mark .rays{stroke:var(--sun)}.mark .book{stroke:var(--chalk)}
.top nav{display:flex;flex-wrap:wrap;align-items:center;gap:.1rem 1.1rem}
.top .call{background:var(--sun);color:#22302c;padding:.35rem .8rem;border-radius:3px;font-weight:600}
.menu{position:relative}.menu summary{cursor:pointer;max-inline-size:11rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.menu div{position:absolute;inset-inline-end:0;z-index:5;min-inline-size:12rem;background:var(--board);border:1px solid var(--sun);padding:.4rem .9rem}
.menu a,.menu button{display:block;inline-size:100%}
.menu button,.menu button:hover{background:none;border:0;color:var(--chalk);padding:.35rem 0;font-weight:400;text-align:start}
.foot{background:var(--sheet);border-block-start:1px solid var(--line);font-size:.92rem}
.foot .wide{padding-block:1rem}.foot p a{margin-inline-end:1rem}
.tongues{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem}.tongues a,.foot p a{padding-block:.25rem;display:inline-block}
.tongues [aria-current]{color:var(--ink);font-weight:600;text-decoration:none}
.lead{font-size:1.1rem;color:var(--soft);max-inline-size:38rem}
.quiet,.hint,.byline,small{color:var(--soft);font-size:.9rem}
.hint,.fault{margin-block:.1em .3em}
.handle,[dir=ltr]{unicode-bidi:isolate}
.from::before{content:"· "}
.empty{border:1px dashed var(--line);padding:1rem;color:var(--soft)}.empty a,.row>a{padding-block:.25rem;display:inline-block;margin-inline-end:.8rem}
.welcome{border-block-end:1px solid var(--line);padding-block-end:1rem}
.list{list-style:none;padding:0;margin-block:0 1rem}
.list>li{border-block-start:1px solid var(--line);padding-block:.9rem}
.card,.thing,.actor{border-inline-start:3px solid var(--k,var(--board));padding-inline-start:.9rem}
.resource,.hub{--k:var(--margin)}.discussion{--k:var(--talk)}.community,.member{--k:var(--link)}
.card h2,.card h3{margin-block:.1em .25em;font-size:1.15rem}
.card h2 a,.card h3 a{color:inherit;text-decoration-color:var(--line)}
.card p{margin-block:.25em}
.kind{display:flex;flex-wrap:wrap;gap:.2rem .8rem;align-items:baseline;margin-block:0}
.kind span{color:var(--k);font:600 .78rem/1.4 var(--sans);letter-spacing:.06em;text-transform:uppercase}
:lang(ar) .kind span{letter-spacing:0;font-size:.85rem}
.facts,.tags,.files{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem .9rem;margin-block:.25em;font-size:.9rem}
.facts li+li::before{content:"·";margin-inline-end:.9rem;color:var(--soft)}.facts{gap:.25rem 0}.facts li{margin-inline-end:.9rem;color:var(--soft)}
.origin,.answers{background:var(--sheet);border:1px solid var(--line);padding:.5rem .8rem;font-size:.92rem;margin-block:0 1rem}
.thing h1,.actor h1{margin-block:.1em .2em}
.summary{font:1.15rem/1.55 var(--serif)}
.cover{display:block;max-inline-size:100%;block-size:auto;border:1px solid var(--line);margin-block:1rem}
.prose{max-inline-size:40rem;line-height:1.7}.prose p{margin-block:.9em}
.prose blockquote{margin-inline:0;padding-inline-start:1rem;border-inline-start:3px solid var(--line);color:var(--soft)}
.prose pre{overflow-x:auto;background:var(--sheet);padding:.6rem;border:1px solid var(--line)}
.prose .invisible{font-size:0}.prose .ellipsis::after{content:"…"}
.downloads{background:var(--sheet);border:1px solid var(--line);padding:.2rem .9rem .6rem;margin-block:1rem}
.downloads h2,.catalogue h2{margin-block:.6rem .3rem;font-size:1.05rem}
.files{display:block;font-size:1rem}.files a{padding-block:.2rem;display:inline-block}
.catalogue{background:var(--sheet);border:1px solid var(--line);border-block-start:6px double var(--margin);padding:.2rem 1rem .8rem;margin-block:1.5rem}
.catalogue dl,.licences{display:grid;gap:.5rem}
.catalogue dl>div,.licences>div{display:grid;grid-template-columns:minmax(6.5rem,30%) 1fr;gap:.2rem 1rem}
dt{color:var(--soft);font-size:.9rem}dd{margin:0}.catalogue ul{margin-block:0;padding:0;list-style:none}
.tags a{padding-block:.1rem;display:inline-block}
.stamp{display:inline-block;border:2px solid var(--stamp);color:var(--stamp);border-radius:4px;padding:.05rem .5rem;font:600 .9rem/1.6 var(--sans);text-decoration:none}
.actions{border-block:1px solid var(--line);padding-block:.6rem;margin-block:1.5rem}
.row,.counts{display:flex;flex-wrap:wrap;gap:.4rem 1rem;align-items:center;margin-block:.3rem}
.counts{color:var(--soft);font-size:.9rem}.counts:empty{display:none}
.row form{margin:0}.row>a:not(.button){margin:0}
button,.button{display:inline-block;font:600 1rem/1.3 var(--sans);background:var(--board);color:var(--chalk);border:2px solid var(--board);border-radius:3px;padding:.5rem 1rem;cursor:pointer;text-decoration:none}
button:hover,.button:hover{background:var(--link);border-color:var(--link);color:var(--sheet)}
button.quiet{background:none;color:var(--link);border-color:var(--line);font-weight:400;font-size:1rem}
button.grave{background:var(--margin);border-color:var(--margin);color:var(--sheet)}
@media (prefers-color-scheme:dark){button,.button{background:#1f5a4c;border-color:#1f5a4c}.menu button{background:none}}
.doors{list-style:none;padding:0;display:grid;gap:.8rem;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr))}
.doors a{display:block;block-size:100%;background:var(--sheet);border:1px solid var(--line);border-block-start:4px solid var(--sun);padding:.8rem 1rem;text-decoration:none;color:var(--soft)}
.doors strong{display:block;font:600 1.15rem var(--serif);color:var(--link)}
.thread ul{list-style:none;padding:0;margin:0}.thread ul ul{padding-inline-start:clamp(.6rem,3vw,1.5rem);border-inline-start:2px solid var(--line)}
.post{padding-block:.7rem;border-block-start:1px solid var(--line)}.post:target{background:var(--sheet);box-shadow:inset 0 0 0 2px var(--sun);padding-inline:.6rem}
.post p{margin-block:.3em}
details{margin-block:.6rem}.menu{margin:0}summary{cursor:pointer;padding-block:.25rem}
.further{border:1px solid var(--line);background:var(--sheet);padding:.4rem 1rem}
label,legend{font-weight:600}.choices label,.elsewhere label{font-weight:400}
.field{margin-block:1.1rem;border:0;padding:0;min-inline-size:0}
input,select,textarea{font:inherit;color:inherit;background:var(--sheet);border:1px solid var(--soft);border-radius:3px;padding:.45rem .6rem;inline-size:100%;min-block-size:2.5rem}
input[type=checkbox],input[type=radio]{inline-size:1.3rem;block-size:1.3rem;min-block-size:0;flex:none;margin:.15rem 0 0;accent-color:var(--link)}
::placeholder{color:var(--soft);opacity:1}
[aria-invalid]{border:2px solid var(--margin)}
.fault,.faults{color:var(--margin)}.fault{font-weight:600}
.faults{border:2px solid var(--margin);background:var(--sheet);padding:.2rem 1rem;margin-block:1rem}.faults h2{margin-block:.5rem;font-size:1.1rem}.faults a{color:inherit}
.done{border-inline-start:4px solid var(--link);background:var(--sheet);padding:.6rem 1rem}
.choices{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr));gap:.1rem 1rem}
.choices label{display:flex;gap:.6rem;padding-block:.25rem}
.narrow{max-inline-size:28rem}
.pair{display:grid;gap:0 1.2rem}
.search .line{display:flex;gap:.5rem}.search .line input{flex:1;min-inline-size:0}
.filters{display:grid;gap:.2rem 1rem;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr))}.filters p{margin-block:.4rem}
@media (min-width:40rem){.pair{grid-template-columns:1fr 1fr}main{padding-block-start:2.2rem}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{.top,.foot,.actions,.skip,form,.older{display:none}html{background:#fff;color:#000;font-size:11pt}main{max-inline-size:none}.prose a[href^=http]::after{content:" (" attr(href) ")";font-size:.85em}.card,.post{break-inside:avoid}}
`;

/** The stylesheet as it is served. */
export const style = css.trim().replace(/\n/g, '');

/** Its address names its content, so that browsers may keep it for good. */
export const stylePath = `/style-${createHash('sha256').update(style).digest('hex').slice(0, 10)}.css`;
