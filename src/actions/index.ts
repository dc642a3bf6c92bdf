// The table of everything that a member can do. A new command does not compile until it stands here.
import type { Command, Perform } from '../domain/commands.ts';
import { block, unblock } from './block.ts';
import type { Action, ActionDeps } from './deps.ts';
import { flag } from './flag.ts';
import { follow, unfollow } from './follow.ts';
import { giveRole } from './give-role.ts';
import { importList, judgeActor, judgeHost } from './judge.ts';
import { like, unlike } from './like.ts';
import { lift, moderate } from './moderate.ts';
import { claim, move, stay } from './move.ts';
import { pin, unpin } from './pin.ts';
import { describe, openCommunity } from './profile.ts';
import { publish } from './publish.ts';
import { noteReport, resolveReport, takeReport } from './reports.ts';
import { revise } from './revise.ts';
import { share, unshare } from './share.ts';
import { undo } from './undo.ts';
import { vote } from './vote.ts';
import { withdraw } from './withdraw.ts';

const actions: { [D in Command['do']]: Action<D> } = {
  publish,
  revise,
  withdraw,
  follow,
  unfollow,
  block,
  unblock,
  like,
  unlike,
  share,
  unshare,
  openCommunity,
  describe,
  pin,
  unpin,
  moderate,
  lift,
  claim,
  move,
  stay,
  flag,
  vote,
  undo,
  judgeHost,
  judgeActor,
  importList,
  takeReport,
  noteReport,
  resolveReport,
  giveRole,
};

/** Wires the actions to a hub. */
export function makePerform(deps: ActionDeps): Perform {
  return (member, command) => {
    const action = actions[command.do] as Action<Command['do']>;
    return action(deps, member, command as never);
  };
}
