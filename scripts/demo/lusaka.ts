// What members of the demo's hub in Lusaka publish.
import { by, byNcSa, bySa, type Sample } from './sample.ts';

export const lusaka: Sample[] = [
  {
    language: 'en',
    name: 'Tracking the education budget, district by district',
    summary: 'A worksheet for committees that follow a school grant from the ministry to the classroom.',
    text: `Begin with the figure that was announced, and write down where it was announced and by whom. Then ask at each office on the way (the ministry, the province, the district, the school) what arrived and when. Three visits are enough to see where a grant waits.

The worksheet fits on one page. One column is for what was promised, one for what was received, one for the date, and one for the name of the person who told you. Leave nothing empty: "would not say" is an answer, and it is worth keeping.

Bring the finished sheet back to the school before you bring it to the press. In eleven of the fourteen districts that used it, the missing money was released after the first meeting with the district office.`,
    licence: by,
    sdgs: [4, 16],
    themes: ['budget tracking', 'accountability'],
    level: 'professional',
    skills: ['critical-thinking', 'systemic-approaches'],
    country: 'ZM',
  },
  {
    language: 'ny',
    name: 'Kuphunzitsa kuwerenga m’chilankhulo cha kwathu',
    summary: 'Njira zisanu zophunzitsira ana kuwerenga.',
    text: `Yambani ndi nkhani imene ana akuidziwa kale. Ana awerenge pamodzi, kenako mmodzi ndi mmodzi.

Aphunzitsi awiri akhoza kugawana buku limodzi. Lembani mawu atsopano pa bolodi, ndipo muwasiye mpaka kumapeto kwa sabata.`,
    licence: bySa,
    sdgs: [4],
    themes: ['mother tongue', 'reading'],
    level: 'lower-primary',
    country: 'ZM',
  },
  {
    language: 'en',
    name: 'Back to school after a pregnancy: a guide for head teachers',
    summary: 'What the re-entry policy says, and how five schools made it work.',
    text: `The policy gives every girl the right to return. What keeps her away is rarely the rule: it is the first morning, the first roll call, and the question of who holds the baby.

Five head teachers tell what they did in the first week. One met the girl at the gate. One let the class decide what it would say, and what it would not. One moved the lessons that she had missed to the afternoon, and found that nine other pupils came too.

The last page is a letter to the family that you can copy. Please tell us what you changed in it.`,
    licence: by,
    sdgs: [4, 5],
    themes: ['girls’ education', 're-entry policy'],
    level: 'professional',
    skills: ['social-emotional-intelligence', 'change-management'],
    country: 'ZM',
  },
  {
    language: 'sw',
    name: 'Mtaala wa amani kwa shule za msingi',
    summary: 'Vipindi kumi vya kujenga amani darasani.',
    text: `Kila kipindi kina hadithi, mchezo na swali la kujadili. Hakuna vifaa maalum vinavyohitajika: kamba, kitambaa na ubao vinatosha.

Vipindi vimejaribiwa katika shule sita. Walimu wanasema kuwa wanafunzi walianza kusikilizana zaidi baada ya wiki tatu.`,
    licence: by,
    sdgs: [4, 16],
    themes: ['peace education'],
    level: 'upper-primary',
    skills: ['collaboration', 'social-emotional-intelligence'],
    country: 'TZ',
  },
  {
    language: 'en',
    name: 'Inclusive classrooms with forty pupils and no aide',
    summary: 'Seating, pairing and reading aloud: small changes that teachers tried for a term.',
    text: `Nothing here costs money. Each change was tried by at least three teachers for a whole term, and each is told with what went wrong.

Seat a child who hears little where she sees your face, and tell the class why. Let pairs read to each other for ten minutes a day, and change the pairs every Monday. Say what you write while you write it: the child who cannot see the board will follow, and so will the child who was looking out of the window.

What did not work: a corner for those who are slower. It became the corner for those who are absent.`,
    licence: bySa,
    sdgs: [4, 10],
    themes: ['inclusion', 'disability'],
    level: 'lower-primary',
    skills: ['frugal-innovation'],
    country: 'ZM',
  },
  {
    language: 'pt',
    name: 'Aulas pela rádio: roteiros para dez emissões',
    summary: 'Roteiros prontos para rádios comunitárias, com pausas para as crianças responderem.',
    text: `Cada emissão dura quinze minutos e trata de uma só ideia. As pausas estão marcadas no texto: dez segundos para responder, trinta para desenhar, um minuto para perguntar a alguém em casa.

Os roteiros foram usados em Moçambique durante as cheias, quando as escolas estiveram fechadas oito semanas. Podem ser traduzidos e encurtados; pedimos apenas que se mantenha o crédito.`,
    licence: byNcSa,
    sdgs: [4, 13],
    themes: ['rádio', 'emergências'],
    level: 'upper-primary',
    skills: ['creativity', 'frugal-innovation'],
    country: 'MZ',
  },
];
