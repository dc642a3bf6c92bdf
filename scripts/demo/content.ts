// What the demo's members publish: the kind of thing that education coalitions share, in the languages they share it in.

export interface Sample {
  language: string;
  name: string;
  summary: string;
  text: string;
  licence: string;
  sdgs: number[];
  themes: string[];
  level?: string;
  country?: string;
}

const by = 'https://creativecommons.org/licenses/by/4.0/';
const bySa = 'https://creativecommons.org/licenses/by-sa/4.0/';

/** Of the hub in Lusaka. */
export const lusaka: Sample[] = [
  {
    language: 'en',
    name: 'Tracking the education budget, district by district',
    summary: 'A worksheet for committees that follow a school grant from the ministry to the classroom.',
    text: 'Begin with the figure that was announced, and ask at each office what arrived and when. Three visits are enough to see where a grant waits.\n\nThe worksheet fits on one page and has been used by parents without accounting.',
    licence: by,
    sdgs: [4, 16],
    themes: ['budget tracking'],
    level: 'professional',
    country: 'ZM',
  },
  {
    language: 'ny',
    name: 'Kuphunzitsa kuwerenga m’chilankhulo cha kwathu',
    summary: 'Njira zisanu zophunzitsira ana kuwerenga.',
    text: 'Yambani ndi nkhani imene ana akuidziwa kale. Aphunzitsi awiri akhoza kugawana buku limodzi.',
    licence: bySa,
    sdgs: [4],
    themes: ['mother tongue'],
    level: 'lower-primary',
    country: 'ZM',
  },
  {
    language: 'en',
    name: 'Back to school after a pregnancy: a guide for head teachers',
    summary: 'What the re-entry policy says, and how five schools made it work.',
    text: 'The policy gives every girl the right to return. What keeps her away is rarely the rule: it is the first morning.\n\nFive head teachers tell what they did in the first week, and what they would do sooner.',
    licence: by,
    sdgs: [4, 5],
    themes: ['girls’ education'],
    level: 'professional',
    country: 'ZM',
  },
  {
    language: 'sw',
    name: 'Mtaala wa amani kwa shule za msingi',
    summary: 'Vipindi kumi vya kujenga amani darasani.',
    text: 'Kila kipindi kina hadithi, mchezo na swali la kujadili. Hakuna vifaa maalum vinavyohitajika.',
    licence: by,
    sdgs: [4, 16],
    themes: ['peace education'],
    level: 'upper-primary',
    country: 'TZ',
  },
  {
    language: 'en',
    name: 'Inclusive classrooms with forty pupils and no aide',
    summary: 'Seating, pairing and reading aloud: small changes that teachers tried for a term.',
    text: 'Nothing here costs money. Each change was tried by at least three teachers, and each is told with what went wrong.',
    licence: bySa,
    sdgs: [4, 10],
    themes: ['inclusion'],
    level: 'lower-primary',
    country: 'ZM',
  },
  {
    language: 'pt',
    name: 'Aulas pela rádio: roteiros para dez emissões',
    summary: 'Roteiros prontos para rádios comunitárias, com pausas para as crianças responderem.',
    text: 'Cada emissão dura quinze minutos. Os roteiros foram usados em Moçambique durante as cheias.',
    licence: by,
    sdgs: [4],
    themes: ['rádio'],
    level: 'upper-primary',
    country: 'MZ',
  },
];

/** Of the hub in Dakar. */
export const dakar: Sample[] = [
  {
    language: 'fr',
    name: 'Suivre le budget de l’école : fiche pour les comités de gestion',
    summary: 'Une fiche simple pour suivre la subvention, de la commune à la classe.',
    text: 'Commencez par la somme annoncée, puis demandez à chaque bureau ce qui est arrivé et quand.\n\nLa fiche tient sur une page.',
    licence: by,
    sdgs: [4, 16],
    themes: ['budget'],
    level: 'professional',
    country: 'SN',
  },
  {
    language: 'ar',
    name: 'التعليم حق للجميع: دليل الحملة العالمية',
    summary: 'أنشطة لأسبوع العمل العالمي من أجل التعليم.',
    text: 'يحتوي الدليل على أنشطة للمدارس والجمعيات، مع ملصقات جاهزة للطباعة.',
    licence: by,
    sdgs: [4],
    themes: ['حملة'],
    level: 'basic-skills',
  },
  {
    language: 'fr',
    name: 'Enseigner en wolof : ce que disent trente institutrices',
    summary: 'Entretiens avec trente institutrices sur l’enseignement dans la langue de l’enfant.',
    text: 'Les enfants parlent plus, et plus tôt. Le manque de livres reste le premier obstacle.',
    licence: bySa,
    sdgs: [4],
    themes: ['langue maternelle'],
    level: 'lower-primary',
    country: 'SN',
  },
  {
    language: 'es',
    name: 'Caja de herramientas para la Semana de Acción Mundial',
    summary: 'Carteles, guiones de radio y una carta modelo al ministerio.',
    text: 'Todo el material puede adaptarse. Cambie la foto, conserve el crédito.',
    licence: by,
    sdgs: [4, 17],
    themes: ['campaña'],
    level: 'basic-skills',
  },
  {
    language: 'fr',
    name: 'Le bien-être des enseignants en zone de crise',
    summary: 'Un module d’une journée pour les équipes d’école.',
    text: 'Le module alterne paroles, silence et plan d’action. Il a été animé dans douze écoles.',
    licence: by,
    sdgs: [3, 4],
    themes: ['enseignants'],
    level: 'professional',
    country: 'ML',
  },
  {
    language: 'en',
    name: 'Community schools: how to open one in a term',
    summary: 'Steps, costs and a letter to the district office.',
    text: 'Three communities opened a school in one term. Their calendars and their mistakes are here.',
    licence: by,
    sdgs: [4],
    themes: ['community schools'],
    level: 'professional',
    country: 'GM',
  },
];
