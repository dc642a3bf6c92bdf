// What an admin of a hub thinks of others, said through the same commands as a page says it.
import type { HostDraft } from '../../src/domain/commands.ts';
import type { Level } from '../../src/domain/trust.ts';
import type { TestHub, TestMember } from './hub.ts';

export interface Judging {
  /** Resolves when the verdict has taken effect. */
  host(draft: HostDraft): Promise<void>;
  actor(whom: string, level: Level): Promise<void>;
}

/** The acts of an admin on a hub. */
export function judging(hub: TestHub, admin: TestMember): Judging {
  const perform = hub.hub.core.performing(async () => undefined);
  return {
    async host(draft) {
      await perform(admin.actor, { do: 'judgeHost', ...draft });
      await hub.idle();
    },
    async actor(whom, level) {
      await perform(admin.actor, { do: 'judgeActor', whom, level });
      await hub.idle();
    },
  };
}
