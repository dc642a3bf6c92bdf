// The one @context of everything this hub sends: three by address, as Mastodon compares them as text and FEP-8b32 names the
// third, and the terms beyond them in a single object. `schema` is the form that Mastodon knows, http and with a #.
import type { Json } from '../read/json.ts';

const idTerm = (term: string) => ({ '@id': term, '@type': '@id' });

export const context = [
  'https://www.w3.org/ns/activitystreams',
  'https://w3id.org/security/v1',
  'https://w3id.org/security/data-integrity/v2',
  {
    sec: 'https://w3id.org/security#',
    Multikey: 'sec:Multikey',
    assertionMethod: { '@id': 'sec:assertionMethod', '@type': '@id', '@container': '@set' },
    controller: idTerm('sec:controller'),
    publicKeyMultibase: { '@id': 'sec:publicKeyMultibase', '@type': 'sec:multibase' },
    ostatus: 'http://ostatus.org#',
    toot: 'http://joinmastodon.org/ns#',
    schema: 'http://schema.org#',
    Hashtag: 'as:Hashtag',
    sensitive: 'as:sensitive',
    conversation: 'ostatus:conversation',
    manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
    movedTo: idTerm('as:movedTo'),
    discoverable: 'toot:discoverable',
    indexable: 'toot:indexable',
    featured: idTerm('toot:featured'),
    votersCount: 'toot:votersCount',
    alsoKnownAs: idTerm('as:alsoKnownAs'),
    gts: 'https://gotosocial.org/ns#',
    interactionPolicy: idTerm('gts:interactionPolicy'),
    canQuote: idTerm('gts:canQuote'),
    canReply: idTerm('gts:canReply'),
    automaticApproval: idTerm('gts:automaticApproval'),
    manualApproval: idTerm('gts:manualApproval'),
    interactingObject: idTerm('gts:interactingObject'),
    interactionTarget: idTerm('gts:interactionTarget'),
    quote: idTerm('https://w3id.org/fep/044f#quote'),
    quoteAuthorization: idTerm('https://w3id.org/fep/044f#quoteAuthorization'),
    QuoteAuthorization: 'https://w3id.org/fep/044f#QuoteAuthorization',
    QuoteRequest: 'https://w3id.org/fep/044f#QuoteRequest',
    quoteUri: 'http://fedibird.com/ns#quoteUri',
    _misskey_quote: 'https://misskey-hub.net/ns/#_misskey_quote',
    webfinger: 'https://purl.archive.org/socialweb/webfinger#webfinger',
    size: 'https://joinpeertube.org/ns#size',
    abstract: 'schema:abstract',
    about: idTerm('schema:about'),
    author: 'schema:author',
    educationalLevel: 'schema:educationalLevel',
    inLanguage: 'schema:inLanguage',
    isBasedOn: idTerm('schema:isBasedOn'),
    keywords: 'schema:keywords',
    learningResourceType: idTerm('schema:learningResourceType'),
    license: idTerm('schema:license'),
    spatialCoverage: 'schema:spatialCoverage',
    teaches: 'schema:teaches',
  },
] as const;

/** The document as it is sent or served; what is embedded goes without. */
export function withContext(document: Json): Json {
  return { '@context': context, ...document };
}
