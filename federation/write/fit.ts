// What is sent must fit: Misskey refuses bodies over 64 KiB, Pixelfed those nested deeper than eight (I44). A larger
// activity names its object by id, and peers fetch it whole.
import { depthOf, idOf, type Json } from '../read/json.ts';

/** The largest body that every peer takes, in bytes. */
export const bodyLimit = 64 * 1024;

/** The deepest nesting that every peer takes, @context included. */
export const depthLimit = 8;

/** The activity, with its object's id in place of the object when the body would be too large or too deep. */
export function fit(activity: Json, limit = bodyLimit): Json {
  const body = Buffer.from(JSON.stringify(activity));
  if (body.length <= limit && depthOf(body) <= depthLimit) return activity;
  const id = idOf(activity.object);
  return id === undefined ? activity : { ...activity, object: id };
}
