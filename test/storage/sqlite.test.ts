import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite } from '../../storage/sqlite/index.ts';
import { storageContract } from '../contract/storage.contract.ts';

storageContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'storage-'));
  let storage = await openSqlite({ folder });
  return {
    storage,
    async reopen() {
      await storage.close();
      storage = await openSqlite({ folder });
      return storage;
    },
    async cleanup() {
      await storage.close();
      await rm(folder, { recursive: true });
    },
  };
});
