// The one stylesheet: warm paper, a chalkboard above it, and the red margin line of an exercise book. System fonts,
// logical properties only, so that it reads from right to left as well; below 8 KB as it travels and as it stands.
import { createHash } from 'node:crypto';

const css = `
:root{color-scheme:light dark;--paper:#fbf6ea;--sheet:#fffdf7;--ink:#22302c;--soft:#5b665f;--line:#ddd3bd;--board:#17453b;--push:#17453b;--chalk:#fdf8ec;--link:#0f5c4b;--red:#b8432f;--sun:#f2b84b;--talk:#8a4b12;--stamp:#7a2e6b;
--serif:"Iowan Old Style",Palatino,"Palatino Linotype",P052,Georgia,serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
:root:lang(ar){--serif:"Geeza Pro","Noto Naskh Arabic","Traditional Arabic",serif}
@media (prefers-color-scheme:dark){:root{--paper:#12201c;--sheet:#182923;--ink:#ece5d3;--soft:#adb5a6;--line:#34473f;--board:#0b1714;--push:#1f5a4c;--link:#8fd6bd;--red:#e88a74;--talk:#e6a765;--stamp:#dca0cf}}
*{box-sizing:border-box}
html{font:100%/1.6 var(--sans);background:var(--paper);color:var(--ink)}
body{margin:0;display:flex;flex-direction:column;min-block-size:100vh;overflow-wrap:anywhere;accent-color:var(--link)}
a{color:var(--link);text-underline-offset:.18em;text-decoration-thickness:1px}
:focus-visible{outline:3px solid var(--sun);outline-offset:2px;box-shadow:0 0 0 2px var(--ink)}
main:focus,.faults:focus{outline:0;box-shadow:none}
h1,h2,h3{font-family:var(--serif);line-height:1.25;margin-block:1.6em .5em;text-wrap:balance}
h1{font-size:clamp(1.65rem,1.2rem + 2.4vw,2.5rem);margin-block:.2em}
h2{font-size:1.3rem}
p,ul,dl{margin-block:.6em}dd{margin:0}
ul[class],.thread ul,.catalogue ul{list-style:none;padding:0}
.wide,main{inline-size:100%;max-inline-size:46rem;margin-inline:auto;padding-inline:1rem}
main{flex:1;padding-block:1.5rem 3rem}
.skip,.unseen{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{inline-size:auto;block-size:auto;clip-path:none;z-index:9;background:var(--sun);color:#22302c;padding:.5rem 1rem}
.top{background:var(--board);border-block-end:4px solid var(--sun)}
.top .wide{display:flex;flex-wrap:wrap;align-items:center;gap:.2rem 1.2rem;padding-block:.5rem;max-inline-size:60rem}
.top a,.top summary{color:var(--chalk);text-decoration:none;padding-block:.35rem}
.top a:hover,.top [aria-current]{text-decoration:underline 2px var(--sun)}
.top .brand{display:flex;align-items:center;gap:.6rem;font:600 1.2rem/1.2 var(--serif);flex:1 1 8rem}
.mark{inline-size:2rem;block-size:2rem;fill:none;stroke:var(--chalk);stroke-width:2}
.rays{stroke:var(--sun)}
.top nav{display:flex;flex-wrap:wrap;align-items:center;gap:.1rem 1rem}
.top .call,.welcome button{background:var(--sun);border-color:var(--sun);color:#22302c}.top .call{padding:.3rem .8rem;border-radius:3px;font-weight:600}
.menu{position:relative;margin:0}
.menu summary{list-style:none;display:flex}.menu bdi{max-inline-size:8rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.menu summary::after{content:"\\25BE";color:var(--sun);margin-inline-start:.3em}
.menu div{position:absolute;inset-inline-end:0;z-index:5;min-inline-size:12rem;background:var(--board);border:1px solid var(--sun);padding:.4rem .9rem}
progress,.menu a,.menu button{display:block;inline-size:100%}
.menu button{background:none;border:0;color:var(--chalk);padding:.35rem 0;font-weight:400;text-align:start}
.foot{background:var(--sheet);border-block-start:1px solid var(--line);font-size:.9rem;padding-block:1rem}
.tongues,.foot p,.row,.counts,.facts,.tags,.kind{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;align-items:center}
.foot a,.row>a,.empty a,.tags a,.files a{padding-block:.2rem;display:inline-block}
.foot [aria-current]{color:inherit;font-weight:600;text-decoration:none}
.lead{font-size:1.1rem}.lead,.prose,.narrow{max-inline-size:40rem}
.lead,.quiet,.hint,.byline,small,.facts,.counts,dt,.empty{color:var(--soft)}
.quiet,.hint,.byline,small,.facts,.counts,dt,.tags{font-size:.9rem}
.from{margin-inline-start:.3em}.from::before{content:"· "}
.empty{border:1px dashed var(--line);padding:1rem}.empty a{margin-inline-end:1rem}
.welcome{background:var(--board);border-image:linear-gradient(var(--board) calc(100% - 4px),var(--sun) 0) fill 0/0/0 100vw;color:var(--chalk);margin-block-start:-2.2rem;padding-block:2.4rem 1.8rem}
.welcome p{color:inherit}.welcome h1{text-align:match-parent;font-size:clamp(2rem,1.4rem + 4vw,3.2rem)}
.top:has(+main .welcome){border:0}
.list{margin-block:0 1rem}
.list>li{border-block-start:1px solid var(--line);padding-block:.9rem}
.card,.thing,.actor{border-inline-start:3px solid var(--k);padding-inline-start:.9rem}
.resource,.hub{--k:var(--red)}.discussion,.poll{--k:var(--talk)}.community,.member{--k:var(--link)}
.card h2,.card h3{margin-block:.1em .2em;font-size:1.15rem}
.card :is(h2,h3) a{color:inherit;text-decoration-color:var(--line)}
.card p,.card ul,.post p{margin-block:.25em}
.kind{margin-block:0}.kind span{color:var(--k);font:600 .78rem/1.4 var(--sans);text-transform:uppercase}
.facts{gap:0 .4rem}.facts li:not(:last-child)::after{content:" ·"}
.origin,.answers,.downloads,.catalogue,.further,.done{background:var(--sheet);border:1px solid var(--line);padding:.5rem .9rem;margin-block:0 1rem}
.origin,.answers{font-size:.9rem}
.summary{font:1.15rem/1.5 var(--serif)}
.cover{max-inline-size:100%;block-size:auto}
.prose{line-height:1.7}.prose p{margin-block:.9em}
blockquote{margin-inline:0;padding-inline-start:1rem;border-inline-start:3px solid var(--line);color:var(--soft)}
pre{overflow-x:auto}
.invisible{font-size:0}.ellipsis::after{content:"…"}
.downloads h2,.catalogue h2{margin-block:.2rem .3rem;font-size:1.05rem}
.catalogue{border-block-start:6px double var(--red);margin-block:1.5rem}
.catalogue dl,.licences{display:grid;gap:.5rem}
dl>div{display:grid;grid-template-columns:minmax(6.5rem,30%) 1fr;gap:.2rem 1rem}
.catalogue ul{margin:0}
.stamp{display:inline-block;border:2px solid;color:var(--stamp);border-radius:4px;padding:0 .5rem;font-weight:600;text-decoration:none}
.actions{border-block:1px solid var(--line);padding-block:.6rem;margin-block:1.5rem}
.row,.counts{margin-block:.3rem}.counts:empty{display:none}
button,.button,.row>.button{display:inline-block;font:600 1rem/1.3 var(--sans);background:var(--push);color:var(--chalk);border:2px solid var(--push);border-radius:3px;padding:.5rem 1rem;cursor:pointer;text-decoration:none}
button.quiet{background:none;color:var(--link);border-color:var(--line);font-weight:400}
button.grave{background:var(--red);border-color:var(--red);color:var(--sheet)}
.doors{display:grid;gap:.8rem;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr))}
.doors a{display:block;block-size:100%;background:var(--sheet);border:1px solid var(--line);border-block-start:4px solid var(--sun);padding:.8rem 1rem;text-decoration:none;color:var(--soft)}
.doors strong{display:block;color:var(--link)}
.thread ul{margin:0}.thread ul ul{padding-inline-start:.8rem;border-inline-start:2px solid var(--line)}
.post{padding-block:.7rem;border-block-start:1px solid var(--line)}.post:target{outline:2px solid var(--sun);outline-offset:.4rem}
details{margin-block:.6rem}summary{cursor:pointer;padding-block:.25rem}
label,legend{font-weight:600;padding:0}.choices label{font-weight:400}
.field{margin:1.1rem 0;border:0;padding:0;min-inline-size:0}
input,select,textarea{font:inherit;color:inherit;background:var(--sheet);border:1px solid var(--soft);border-radius:3px;padding:.45rem .6rem;inline-size:100%;min-block-size:2.5rem}
input:is([type=checkbox],[type=radio]){inline-size:1.5rem;block-size:1.5rem;min-block-size:0;flex:none;margin:0}
::placeholder{color:var(--soft);opacity:1}
.hint,.fault{margin-block:.1em .3em}
[aria-invalid]{border:2px solid var(--red)}
.fault,.faults{color:var(--red);font-weight:600}
.faults{border:2px solid;padding:.5rem 1rem}.faults h2{margin:0;font-size:1.1rem}.faults a{color:inherit}
.choices{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr));gap:.1rem 1rem}
.choices label{display:flex;gap:.6rem;padding-block:.2rem}
.line{display:flex;gap:.5rem}.line input{flex:1;min-inline-size:0}
.filters{display:grid;gap:0 1rem;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr))}
@media (min-width:40rem){.pair{display:grid;gap:0 1.2rem;grid-template-columns:1fr 1fr}main{padding-block-start:2.2rem}}
@media print{.top,.foot,.actions,form,.older{display:none}html{background:#fff;color:#000;font-size:11pt}main{max-inline-size:none}.prose a::after{content:" (" attr(href) ")"}.card,.post{break-inside:avoid}}
`;

/** The stylesheet as it is served. */
export const style = css.trim().replace(/\n/g, '');

/** Its address names its content, so that browsers may keep it for good. */
export const stylePath = `/style-${createHash('sha256').update(style).digest('hex').slice(0, 10)}.css`;
