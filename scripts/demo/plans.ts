// Who is at home on the demo's three hubs.
import type { DemoPlan } from './hubs.ts';

/** Everybody's password: it is a demo. */
export const password = 'learning together 2026';

/** The hub in Lusaka, the one in Dakar, and the secretariat that gathers from both. */
export function plansFor([lusaka = '', dakar = '']: string[]): DemoPlan[] {
  return [
    {
      name: 'Lusaka Learning Hub',
      people: [
        {
          handle: 'amina',
          name: 'Amina Banda',
          about: 'Budget tracking and school committees. Writes with head teachers.',
        },
        { handle: 'joseph', name: 'Joseph Phiri', about: 'Teaches reading in Chipata, in two languages.' },
      ],
      password,
      community: {
        handle: 'reading',
        name: 'Reading together',
        summary: 'For all who teach reading, with books or without.',
        language: 'en',
      },
      gathersFrom: [],
    },
    {
      name: 'Carrefour de Dakar',
      people: [
        { handle: 'binta', name: 'Binta Ndiaye', about: 'Institutrice, formatrice, et grand-mère de quatre lecteurs.' },
        { handle: 'moussa', name: 'Moussa Sarr', about: 'Anime la campagne pour l’éducation publique.' },
      ],
      password,
      community: {
        handle: 'langues',
        name: 'Langues maternelles',
        summary: 'Enseigner dans la langue de l’enfant.',
        language: 'fr',
      },
      gathersFrom: [],
    },
    {
      name: 'Movement Learning Hub',
      people: [
        { handle: 'clara', name: 'Clara Mendes', about: 'Gathers what the coalitions share, and gives it back.' },
      ],
      password,
      gathersFrom: [lusaka, dakar],
    },
  ];
}
