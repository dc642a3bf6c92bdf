// What a member keeps to themselves: whom they want nothing to do with, and whom they do not want to see.

/** A member wants nothing to do with an actor, or with `mute` only not to see it. Nobody else is told. */
export interface Block {
  record: 'block';
  id: string;
  who: string;
  whom: string;
  mute?: true;
  published: string;
}
