// What members of the demo's hub in Dakar publish.
import { by, bySa, type Sample } from './sample.ts';

export const dakar: Sample[] = [
  {
    language: 'fr',
    name: 'Suivre le budget de l’école : fiche pour les comités de gestion',
    summary: 'Une fiche simple pour suivre la subvention, de la commune à la classe.',
    text: `Commencez par la somme annoncée, puis demandez à chaque bureau ce qui est arrivé et quand. Notez le nom de la personne qui vous a répondu.

La fiche tient sur une page et se remplit en une heure. Elle a été écrite avec des parents, pour des parents : il n’y a ni sigle ni pourcentage.

Lisez-la à voix haute pendant la réunion du comité. C’est la lecture publique, plus que la fiche, qui fait arriver l’argent.`,
    licence: by,
    sdgs: [4, 16],
    themes: ['budget', 'redevabilité'],
    level: 'professional',
    skills: ['critical-thinking', 'collective-intelligence'],
    country: 'SN',
  },
  {
    language: 'ar',
    name: 'التعليم حق للجميع: دليل الحملة العالمية',
    summary: 'أنشطة لأسبوع العمل العالمي من أجل التعليم.',
    text: `يحتوي الدليل على خمسة أنشطة للمدارس والجمعيات، مع ملصقات جاهزة للطباعة ورسالة نموذجية إلى الوزارة.

يمكن تنفيذ كل نشاط في ساعة واحدة، ولا يحتاج إلا إلى ورق وأقلام. شاركوا ما غيّرتموه حتى يستفيد منه غيركم.`,
    licence: by,
    sdgs: [4],
    themes: ['حملة', 'الحق في التعليم'],
    level: 'basic-skills',
    skills: ['collaboration'],
  },
  {
    language: 'fr',
    name: 'Enseigner en wolof : ce que disent trente institutrices',
    summary: 'Entretiens avec trente institutrices sur l’enseignement dans la langue de l’enfant.',
    text: `Les enfants parlent plus, et plus tôt. Ils posent des questions dès la première semaine, et leurs parents viennent à l’école parce qu’ils comprennent enfin les cahiers.

Le manque de livres reste le premier obstacle. Huit institutrices ont écrit les leurs, avec les contes des grand-mères du quartier.

Toutes le disent : le passage au français se fait mieux en troisième année qu’en première, et il se prépare dès le début.`,
    licence: bySa,
    sdgs: [4],
    themes: ['langue maternelle', 'lecture'],
    level: 'lower-primary',
    skills: ['reflexivity'],
    country: 'SN',
  },
  {
    language: 'es',
    name: 'Caja de herramientas para la Semana de Acción Mundial',
    summary: 'Carteles, guiones de radio y una carta modelo al ministerio.',
    text: `Todo el material puede adaptarse. Cambie la foto, cambie las cifras por las de su país y conserve el crédito.

El guion de radio dura dos minutos y está pensado para tres voces: una maestra, una alumna y un padre. La carta al ministerio cabe en una página y termina con una sola pregunta, la que su coalición quiera hacer.`,
    licence: by,
    sdgs: [4, 17],
    themes: ['campaña', 'incidencia'],
    level: 'basic-skills',
    skills: ['collaboration', 'creativity'],
  },
  {
    language: 'fr',
    name: 'Le bien-être des enseignants en zone de crise',
    summary: 'Un module d’une journée pour les équipes d’école.',
    text: `Le module alterne paroles, silence et plan d’action. Il ne demande à personne de raconter ce qu’il a vécu : on y parle de ce qui aide à tenir.

Il a été animé dans douze écoles, par des enseignants et non par des experts. À la fin de la journée, chaque équipe choisit une seule chose à changer le lundi suivant.`,
    licence: by,
    sdgs: [3, 4],
    themes: ['enseignants', 'bien-être'],
    level: 'professional',
    skills: ['social-emotional-intelligence', 'reflexivity'],
    country: 'ML',
  },
  {
    language: 'en',
    name: 'Community schools: how to open one in a term',
    summary: 'Steps, costs and a letter to the district office.',
    text: `Three communities opened a school in one term. Their calendars, their bills and their mistakes are here.

The first month goes into the register: who will come, from which house, and who will walk with the small ones. The second goes into the roof. The third goes into the teacher, who should be chosen by the mothers and trained by the nearest government school.

Write to the district office in the first week, not in the last. The letter on page four was answered three times out of three.`,
    licence: by,
    sdgs: [4],
    themes: ['community schools'],
    level: 'professional',
    skills: ['collective-intelligence', 'change-management'],
    country: 'GM',
  },
];
