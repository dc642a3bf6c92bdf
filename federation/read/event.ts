// When and where an Event is (FEP-8a8e; Mobilizon, WordPress, Gancio), in one line of plain text that needs no language: dates as
// the peer wrote them, places by their names and addresses, and where to take part from afar.
import { cleanText } from '../../src/domain/prose.ts';
import { isObject, type Json, link, linkOf, list } from './json.ts';

const placeLimit = 3;
const dateForm = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})[\d:.]*(Z|[+-]\d{2}:?\d{2})?$/;

/** The line; '' for an event that says neither. */
export function eventFacts(node: Json): string {
  const places = list(node.location).slice(0, placeLimit).map(placeOf);
  const online = link(node.externalParticipationUrl) ?? link(node.onlineAddress);
  const facts = [timeOf(node), ...places, online ?? ''].filter(Boolean);
  return [...new Set(facts)].join(' · ');
}

/** `2027-05-12 14:00–16:00 +03:00`, with the second day when it is another. */
function timeOf({ startTime, endTime, timezone }: Json): string {
  const [begins, ends] = [startTime, endTime].map(time => dateForm.exec(typeof time === 'string' ? time : ''));
  if (!begins) return '';
  const [, day = '', clock = '', offset = ''] = begins;
  const until = ends ? `–${ends[1] === day ? '' : `${ends[1]} `}${ends[2]}` : '';
  const zone = cleanText(timezone, 60) || (offset === 'Z' ? 'UTC' : offset);
  return `${day} ${clock}${until}${zone ? ` ${zone}` : ''}`;
}

function placeOf(place: unknown): string {
  if (!isObject(place)) return cleanText(place, 200);
  const parts = isObject(place.address)
    ? ['streetAddress', 'postalCode', 'addressLocality', 'addressRegion', 'addressCountry'].map(
        part => (place.address as Json)[part],
      )
    : [place.address];
  const named = [place.name, ...parts].map(part => cleanText(part, 200)).filter(Boolean);
  const address = linkOf(place.url);
  return [[...new Set(named)].join(', '), ...(address && place.type === 'VirtualLocation' ? [address] : [])]
    .filter(Boolean)
    .join(' ');
}
