// The database that a spec works on: the embedded one in its folder, or with TEST_MONGODB_URI one on that server.
import { basename } from 'node:path';
import { openMongodb } from '../../storage/mongodb/index.ts';
import type { Storage } from '../../storage/port.ts';
import { openSqlite } from '../../storage/sqlite/index.ts';

/** The database on the server of the tests that belongs to a folder; undefined when there is no server. */
export function databaseOf(folder: string): string | undefined {
  const server = process.env.TEST_MONGODB_URI;
  if (!server) return undefined;
  const uri = new URL(server);
  uri.pathname = `/${basename(folder)}`;
  return uri.href;
}

/** Opens the database of a folder. */
export function openStorageOf(folder: string): Promise<Storage> {
  const uri = databaseOf(folder);
  return uri ? openMongodb({ uri }) : openSqlite({ folder });
}
