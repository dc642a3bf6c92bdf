// The site map: every address of the web side, from the front door to the back rooms. Reading never writes.
import type { Router } from 'express';
import { serveFile } from './files.ts';
import { about, help } from './handlers/about.tsx';
import {
  actor,
  actorAddress,
  communityList,
  follow,
  followForm,
  followingList,
  open,
  openForm,
  unfollow,
} from './handlers/actors.tsx';
import { makeAnswering } from './handlers/answering.ts';
import { setup, setupForm, signIn, signInForm, signOut, signOutEverywhere } from './handlers/coming-in.tsx';
import {
  editDiscussion,
  editForm,
  editUpload,
  newDiscussion,
  publishDiscussion,
  reply,
  replyForm,
} from './handlers/compose-discussion.tsx';
import { newPoll, publishPoll } from './handlers/compose-poll.tsx';
import { adaptForm, newResource, publishResource } from './handlers/compose-resource.tsx';
import { home, mine, share } from './handlers/home.tsx';
import { audit } from './handlers/house-audit.tsx';
import { blocks, exportBlocks, importList, previewList } from './handlers/house-blocks.tsx';
import { addMember, giveRole, judgeMember, members } from './handlers/house-members.tsx';
import { askPeer, findPeer, judgePeer, onePeer, peers } from './handlers/house-peers.tsx';
import { noteReport, oneReport, reports, resolveReport, takeReport } from './handlers/house-reports.tsx';
import { block, keptOffList, unblock } from './handlers/kept-off.tsx';
import { desk, deskForm, moderate, moderateForm } from './handlers/moderation.tsx';
import { claimAccounts, moveAway, moving, stayHere } from './handlers/moving.tsx';
import { report, reportForm } from './handlers/report.tsx';
import { searchApi, searchPage } from './handlers/search.tsx';
import { changePassword, saveProfile, settings } from './handlers/settings.tsx';
import {
  bring,
  bringForm,
  like,
  passOn,
  thing,
  unlike,
  unquote,
  unshare,
  vote,
  withdraw,
  withdrawForm,
} from './handlers/things.tsx';
import { retryWork, work } from './handlers/work.tsx';
import type { Kept } from './kept.ts';
import type { Site } from './site.ts';
import { serveFavicon, serveManifest, serveRobots, serveStyle } from './static.ts';
import { stylePath } from './style.ts';

/** A thing has one address here: `/o/…` when it is ours, `/n/…` (its number) when it is not. */
const things = (part = '') => [`/o/:ulid${part}`, `/n/:num${part}`];

/** What needs no visitor: files, the stylesheet, the search for programs. */
export function bareRoutes(router: Router, site: Site): void {
  router.get(stylePath, serveStyle);
  router.get('/favicon.svg', serveFavicon);
  router.get('/robots.txt', serveRobots(site));
  router.get(['/manifest.webmanifest', '/manifest'], serveManifest(site));
  router.get('/files/:sha256/:name', (req, res) => serveFile(req, res, site.storage.blobs));
  router.get('/api/search', site.gate, (req, res) => searchApi(site, req, res));
}

/** The first run; everything else leads here until the hub has an admin. */
export function setupRoutes(router: Router, site: Site): void {
  const { read, openAct } = makeAnswering(site);
  router.get('/setup', read(setupForm));
  router.post('/setup', openAct(setup));
}

export function pageRoutes(router: Router, site: Site, { keeping }: Kept): void {
  const { read, member, act, upload, openAct } = makeAnswering(site);

  // For everybody
  router.get('/', keeping(read(home)));
  router.get('/search', read(searchPage));
  router.get('/communities', read(communityList));
  router.get('/@:handle', read(actor));
  router.get('/@:handle/moderate', member(deskForm));
  router.post('/@:handle/moderate', act(desk));
  router.get('/a/:ulid', read(actorAddress));
  router.get(things(), keeping(read(thing)));
  router.get('/about', read(about));
  router.get('/help', read(help));

  // Coming and going
  router.get('/sign-in', read(signInForm));
  router.post('/sign-in', openAct(signIn));
  router.post('/sign-out', act(signOut));
  router.post('/sign-out-everywhere', act(signOutEverywhere));

  // For members: what is new, whom they follow
  router.get('/mine', member(mine));
  router.get('/following', member(followingList));
  router.get('/follow', member(followForm));
  router.post('/follow', act(follow));
  router.post('/unfollow', act(unfollow));
  router.post('/block', act(block));
  router.post('/unblock', act(unblock));

  // Sharing
  router.get('/new', member(share));
  router.get('/new/resource', member(newResource));
  router.post('/new/resource', upload(publishResource));
  router.get('/new/discussion', member(newDiscussion));
  router.post('/new/discussion', act(publishDiscussion));
  router.get('/new/poll', member(newPoll));
  router.post('/new/poll', act(publishPoll));
  router.get('/communities/new', member(openForm));
  router.post('/communities/new', act(open));

  // What a member does with a thing
  router.get(things('/reply'), member(replyForm));
  router.post(things('/reply'), act(reply));
  router.get(things('/edit'), member(editForm));
  router.post(things('/edit'), act(editDiscussion));
  router.post(things('/edit-resource'), upload(editUpload));
  router.get(things('/withdraw'), member(withdrawForm));
  router.post(things('/withdraw'), act(withdraw));
  router.get(things('/adapt'), member(adaptForm));
  router.get(things('/bring'), member(bringForm));
  router.post(things('/bring'), act(bring));
  router.post(things('/vote'), act(vote));
  router.get(things('/moderate'), member(moderateForm));
  router.post(things('/moderate'), act(moderate));
  router.post(things('/unquote'), act(unquote));
  router.post(things('/like'), act(like));
  router.post(things('/unlike'), act(unlike));
  router.post(things('/share'), act(passOn));
  router.post(things('/unshare'), act(unshare));

  router.get([...things('/report'), '/@:handle/report'], member(reportForm));
  router.post([...things('/report'), '/@:handle/report'], act(report));

  // Oneself
  router.get('/settings', member(settings));
  router.get('/settings/kept-off', member(keptOffList));
  router.get('/settings/moving', member(moving));
  router.post('/settings/accounts', act(claimAccounts));
  router.post('/settings/move', act(moveAway));
  router.post('/settings/stay', act(stayHere));
  router.post('/settings/profile', act(saveProfile));
  router.post('/settings/password', act(changePassword));

  // For those who keep the house: editors and admins see reports and the audit log, admins the rest
  router.get('/admin', (_req, res) => res.redirect(303, '/admin/reports'));
  router.get('/admin/reports', member(reports));
  router.get('/admin/reports/:num', member(oneReport));
  router.post('/admin/reports/:num/take', act(takeReport));
  router.post('/admin/reports/:num/note', act(noteReport));
  router.post('/admin/reports/:num/resolve', act(resolveReport));
  router.get('/admin/audit', member(audit));
  router.get('/admin/peers', member(peers));
  router.post('/admin/peers', act(findPeer));
  router.get('/admin/peers/:host', member(onePeer));
  router.post('/admin/peers/:host', act(judgePeer));
  router.post('/admin/peers/:host/ask', act(askPeer));
  router.get('/admin/blocks', member(blocks));
  router.get('/admin/blocks.csv', member(exportBlocks));
  router.post('/admin/blocks/preview', upload(previewList));
  router.post('/admin/blocks/import', act(importList));
  router.get('/admin/members', member(members));
  router.post('/admin/members', act(addMember));
  router.post('/admin/members/:num/role', act(giveRole));
  router.post('/admin/members/:num/level', act(judgeMember));
  router.get('/admin/work', member(work));
  router.post('/admin/work', act(retryWork));
}
