// Every verb of the operator's command. A new one is a file beside this one and a line here.
import { audit } from './audit.ts';
import { backup } from './backup.ts';
import { blocksExport } from './blocks-export.ts';
import { blocksImport } from './blocks-import.ts';
import { doctor } from './doctor.ts';
import { keysRotate } from './keys-rotate.ts';
import { memberAdd } from './member-add.ts';
import { memberList } from './member-list.ts';
import { peerAdd } from './peer-add.ts';
import { peerAllow } from './peer-allow.ts';
import { peerBlock } from './peer-block.ts';
import { peerList } from './peer-list.ts';
import { quarantineList } from './quarantine-list.ts';
import { quarantineRetry } from './quarantine-retry.ts';
import { relayAdd } from './relay-add.ts';
import { relayList } from './relay-list.ts';
import { relayRemove } from './relay-remove.ts';
import { replay } from './replay.ts';
import { restore } from './restore.ts';
import { status } from './status.ts';
import { token } from './token.ts';
import type { Verb } from './verb.ts';

/** In the order in which help names them. */
export const verbs: Verb[] = [
  memberAdd,
  memberList,
  token,
  keysRotate,
  peerAdd,
  peerList,
  peerBlock,
  peerAllow,
  relayAdd,
  relayList,
  relayRemove,
  blocksImport,
  blocksExport,
  audit,
  status,
  doctor,
  quarantineList,
  quarantineRetry,
  replay,
  backup,
  restore,
];

/** `peer add ORIGIN`, as help and refusals show it. */
export function usageOf({ name, takes, options = {} }: Verb): string {
  const optional = Object.entries(options).map(([option, value]) => `[--${option}${value && ` ${value}`}]`);
  return [name, ...takes, ...optional].join(' ');
}
