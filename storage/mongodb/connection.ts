// The connection of this process to the cluster, its collections and its errors.
// Rule: whatever was acknowledged is on the disks of a majority, and whatever is read was acknowledged so.
import {
  type Collection,
  type Db,
  type Document,
  MongoBulkWriteError,
  MongoClient,
  MongoError,
  MongoServerError,
  type TopologyDescription,
} from 'mongodb';
import { Unavailable } from '../port.ts';

/** A document whose `_id` is a text of ours; the log's is a number and files' are ObjectIds. */
export interface Doc extends Document {
  _id: string;
}

export interface Connection {
  readonly db: Db;
  readonly client: MongoClient;
  of<T extends Document = Doc>(name: string): Collection<T>;
  /** Runs operations; what may pass becomes `Unavailable`. Throws that too once the connection is closed. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** The same for a stream that is read later. */
  stream<T>(source: AsyncIterable<T>): AsyncIterable<T>;
  close(): Promise<void>;
}

/** The longest that one operation takes, the driver's own second try included. */
const patienceMs = 15_000;
/** The longest that an operation waits for a primary. Once none was known for so long, operations fail at once. */
const electionMs = 5000;
/** The database of a URI that names none. */
const defaultName = 'learning-hub';

/**
 * Connects to the cluster of a URI. Writes wait for a majority and its journals, reads see what a majority has, from the
 * primary; the driver tries an operation again when the primary has stepped down. Rejects with `Unavailable` when no
 * primary can be reached, with the driver's error when the cluster refuses the credentials.
 */
export async function connect(uri: string): Promise<Connection> {
  const client = new MongoClient(uri, {
    appName: 'learning-hub',
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: patienceMs },
    readConcern: { level: 'majority' },
    readPreference: 'primary',
    retryWrites: true,
    retryReads: true,
    serverSelectionTimeoutMS: electionMs,
    connectTimeoutMS: 5000,
    socketTimeoutMS: patienceMs,
    waitQueueTimeoutMS: 5000,
    maxPoolSize: 50,
    heartbeatFrequencyMS: 2000,
    ignoreUndefined: true,
  });
  let closed = false;
  // The driver looks for a primary all the time, whether or not anybody asks for something.
  let goneSince: number | undefined;
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    goneSince = hasPrimary(newDescription) ? undefined : (goneSince ?? performance.now());
  });
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new Unavailable('The database is closed.');
    if (goneSince !== undefined && performance.now() - goneSince > electionMs)
      throw new Unavailable('The database cannot be reached.');
    try {
      return await work();
    } catch (error) {
      throw passing(error, closed);
    }
  };
  try {
    await run(() => client.connect());
  } catch (error) {
    await client.close().catch(() => {});
    throw error;
  }
  const named = client.options.dbName;
  const db = client.db(named === 'test' ? defaultName : named);

  return {
    db,
    client,
    of: name => db.collection(name),
    run,
    async *stream(source) {
      const iterator = source[Symbol.asyncIterator]();
      try {
        for (;;) {
          const next = await run(() => iterator.next());
          if (next.done) return;
          yield next.value;
        }
      } finally {
        await iterator.return?.();
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      await client.close();
    },
  };
}

/** True when some server takes writes: a primary, a router of a sharded cluster, or what a balancer stands before. */
function hasPrimary({ servers }: TopologyDescription): boolean {
  return [...servers.values()].some(({ type }) => writable.has(type));
}

const writable = new Set<string>(['RSPrimary', 'Mongos', 'Standalone', 'LoadBalancer']);

/** True for the refusal of a second document with the same `_id`. */
export function isTaken(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11000;
}

// https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml: 6, 7, 89 and 9001 are of the network; 91,
// 189, 10107, 11600, 11602, 13435 and 13436 of a primary that goes; 24, 46, 50, 64, 112, 202 and 262 are waits that ended;
// 14031 is a full disk, 8 a server that says no more than that something is wrong with it.
const passes = new Set([
  6, 7, 8, 24, 46, 50, 64, 89, 91, 112, 133, 134, 189, 202, 262, 9001, 10107, 11600, 11602, 13435, 13436, 14031,
]);
const lasting = new Set([
  'MongoParseError',
  'MongoInvalidArgumentError',
  'MongoAPIError',
  'MongoMissingDependencyError',
]);

function passing(error: unknown, closed: boolean): unknown {
  if (error instanceof Unavailable || !(error instanceof MongoError)) return error;
  // What befell the line in a bulk write comes wrapped as if the server had said it, but without a code.
  const ofLine = error instanceof MongoBulkWriteError && error.code === undefined;
  const asks = !ofLine && error instanceof MongoServerError && !error.hasErrorLabel('RetryableWriteError');
  if (!closed && asks && !passes.has(Number(error.code)) && !isWriteConcern(error)) return error;
  if (!closed && lasting.has(error.name)) return error;
  return new Unavailable('The database cannot be used now.', { cause: error });
}

/** The write was made, and it is not known whether a majority has it. */
function isWriteConcern(error: MongoServerError): boolean {
  return error.name === 'MongoWriteConcernError' || error.errorResponse?.writeConcernError !== undefined;
}
