// The kinds of links between records. Links are sets: a count is read from the set, and a link
// stands for as long as one of the activities that made it has not been withdrawn.

/**
 * From → to, by the activity or thing that made it:
 * - `asks` follower → followed, asked; `follows` the same, accepted
 * - `outbox` actor → thing or share that everyone may see; `circle` for followers; `direct` for the addressed alone
 * - `box` member → thing or share that is addressed to, mentions or answers the member
 * - `replies` parent ← reply (from the reply, to the parent)
 * - `blocks` member → actor that it has nothing to do with; `mutes` one that it does not see
 * - `likes` actor → thing; `shares` actor → thing
 * - `quotes` quote → quoted, allowed; `quoteAsks` asked; `quoteRefused` refused or taken back
 * - `relay` hub → relay that was chosen once
 * - `voted` voter → poll; `vote:N` the same, for the N-th answer
 * - `shown` thing → the thing itself, the share or the group's word on whose account everyone here sees it
 * - `home` host → thing that everyone here sees
 * - `featured` actor → thing
 * - `thread` thread → thing that is open to all
 * - `moderator` group → actor; `banned` the same; `removed` and `locked` group → thing; `measure` group → what its
 *   moderators did and still stands
 * - `member`, `community`, `peer`, `notice`: hub → its own
 * - `waiting` hub → report that is not closed; `step` report → what was done with it
 * - `audit` hub, or one sort of acts (`auditOf`) → entry by which a moderator acted
 * - `handle` `name@host` → actor
 */
export type LinkKind =
  | 'asks'
  | 'follows'
  | 'outbox'
  | 'circle'
  | 'direct'
  | 'box'
  | 'replies'
  | 'blocks'
  | 'mutes'
  | 'likes'
  | 'shares'
  | 'quotes'
  | 'quoteAsks'
  | 'quoteRefused'
  | 'relay'
  | 'voted'
  | `vote:${number}`
  | 'shown'
  | 'home'
  | 'featured'
  | 'thread'
  | 'moderator'
  | 'banned'
  | 'removed'
  | 'locked'
  | 'measure'
  | 'member'
  | 'community'
  | 'peer'
  | 'notice'
  | 'waiting'
  | 'step'
  | 'audit'
  | 'handle';
