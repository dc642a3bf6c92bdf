// The storage suite on MongoDB. It runs where MONGODB_URI names a server: `npm run test:mongodb` finds or starts one.
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { openMongodb } from '../../storage/mongodb/index.ts';
import { storageContract } from '../contract/storage.contract.ts';

const server = process.env.TEST_MONGODB_URI;

if (server) {
  storageContract('MongoDB', async () => {
    const uri = new URL(server);
    uri.pathname = `/test-${randomUUID()}`;
    let storage = await openMongodb({ uri: uri.href });
    return {
      storage,
      // The server that stands in for a mongod reads all that match before it gives the first.
      patience: 4,
      async reopen() {
        await storage.close();
        storage = await openMongodb({ uri: uri.href });
        return storage;
      },
      async cleanup() {
        await storage.close();
        const client = await MongoClient.connect(uri.href);
        await client.db().dropDatabase();
        await client.close();
      },
    };
  });
}
