// activitypub-express's storage interface (its store/interface.js) over Maps, as its MongoDB store (store/index.js) behaves.
// One rule: what goes in and what comes out are copies, as with a database.

import { createRequire } from 'node:module';

const IApexStore = createRequire(import.meta.url)('activitypub-express/store/interface.js');

export class MemoryStore extends IApexStore {
  #objects = new Map();
  #activities = new Map();
  #collections = new Map(); // collection id → Set of activity ids, oldest first
  #contexts = new Map();
  #deliveries = [];
  #last = 0;

  async setup(actor) {
    if (actor) this.#objects.set(actor.id, structuredClone(actor));
  }

  generateId() {
    return crypto.randomUUID().replaceAll('-', '').slice(8);
  }

  async getObject(id, includeMeta) {
    // Strictly true, as in the MongoDB store: a private key must not leave by accident.
    return show(this.#objects.get(id), includeMeta === true);
  }

  async saveObject(object) {
    if (this.#objects.has(object.id)) return false;
    this.#objects.set(object.id, structuredClone(object));
    return true;
  }

  async updateObject(object, _actorId, fullReplace) {
    const old = this.#objects.get(object.id);
    if (!old) return undefined;
    const updated = fullReplace ? structuredClone(object) : merge(old, object);
    this.#objects.set(object.id, updated);
    for (const activity of this.#activities.values()) {
      if (!Array.isArray(activity.object)) continue;
      activity.object = activity.object.map(embedded =>
        embedded?.id === object.id ? structuredClone(updated) : embedded,
      );
    }
    return show(updated, fullReplace);
  }

  async getActivity(id, includeMeta) {
    return show(this.#activities.get(id), includeMeta);
  }

  async findActivityByCollectionAndObjectId(collection, objectId, includeMeta) {
    return show(
      this.#inCollection(collection).find(({ object }) => holds(object, objectId)),
      includeMeta,
    );
  }

  async findActivityByCollectionAndActorId(collection, actorId, includeMeta) {
    return show(
      this.#inCollection(collection).find(({ actor }) => holds(actor, actorId)),
      includeMeta,
    );
  }

  async saveActivity(activity) {
    if (this.#activities.has(activity.id)) return undefined;
    this.#put({ ...structuredClone(activity), _id: ++this.#last });
    return true;
  }

  async updateActivity(activity, fullReplace) {
    const old = this.#activities.get(activity.id);
    if (!old) return activity;
    const updated = fullReplace ? { ...structuredClone(activity), _id: old._id } : merge(old, activity);
    this.#drop(old);
    this.#put(updated);
    return show(updated, true);
  }

  async updateActivityMeta(activity, key, value, remove) {
    const found = this.#activities.get(activity.id);
    if (!found) throw new Error('Error updating activity meta: not found');
    const values = new Set(found._meta?.[key]);
    if (remove) values.delete(value);
    else values.add(value);
    this.#drop(found);
    this.#put({ ...found, _meta: { ...found._meta, [key]: [...values] } });
    return show(this.#activities.get(activity.id), true);
  }

  async removeActivity(activity, actorId) {
    const found = this.#activities.get(activity.id);
    if (found && holds(found.actor, actorId)) this.#drop(found);
  }

  async getStream(collectionId, limit, after, blockList, query) {
    if (query) throw new Error('MemoryStore: no aggregation stages');
    if (after && !/^\d+$/.test(after)) throw new Error('ApexStore: invalid page value');
    return this.#inCollection(collectionId)
      .filter(({ _id, actor }) => (!after || _id < Number(after)) && !actor.some(id => blockList?.includes(id)))
      .sort((a, b) => b._id - a._id)
      .slice(0, limit || undefined)
      .map(activity => ({
        ...show(activity),
        _id: activity._id,
        actor: activity.actor.map(id => show(this.#objects.get(id))),
      }))
      .filter(({ actor }) => actor.every(Boolean));
  }

  async getStreamCount(collectionId) {
    return this.#collections.get(collectionId)?.size ?? 0;
  }

  async getUserCount() {
    return [...this.#objects.values()].filter(object => object._meta?.privateKey).length;
  }

  async getContext(url) {
    return this.#contexts.get(url);
  }

  async saveContext(context) {
    this.#contexts.set(context.documentUrl, context);
  }

  async deliveryEnqueue(actorId, body, addresses, signingKey) {
    const after = new Date();
    for (const address of [addresses ?? []].flat()) {
      this.#deliveries.push({ address, actorId, signingKey, body, attempt: 0, after });
    }
    return true;
  }

  async deliveryDequeue() {
    this.#deliveries.sort((a, b) => a.after - b.after);
    const next = this.#deliveries[0];
    if (!next) return null;
    return next.after <= new Date() ? this.#deliveries.shift() : { waitUntil: next.after };
  }

  async deliveryRequeue(delivery) {
    const after = new Date(delivery.after.getTime() + 10 ** delivery.attempt);
    this.#deliveries.push({ ...delivery, attempt: delivery.attempt + 1, after });
    return true;
  }

  #inCollection(id) {
    return [...(this.#collections.get(id) ?? [])].map(activityId => this.#activities.get(activityId));
  }

  #put(activity) {
    this.#activities.set(activity.id, activity);
    for (const id of activity._meta?.collection ?? []) {
      if (!this.#collections.has(id)) this.#collections.set(id, new Set());
      this.#collections.get(id).add(activity.id);
    }
  }

  #drop(activity) {
    this.#activities.delete(activity.id);
    for (const id of activity._meta?.collection ?? []) this.#collections.get(id)?.delete(activity.id);
  }
}

function show(stored, includeMeta) {
  if (!stored) return null;
  const { _id, _meta, ...shown } = structuredClone(stored);
  return includeMeta && _meta ? { ...shown, _meta } : shown;
}

function holds(values, id) {
  return [values ?? []].flat().includes(id);
}

/** MongoDB's $set and $unset as apex uses them: null removes. */
function merge(old, changes) {
  const merged = { ...old, ...structuredClone(changes) };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}
