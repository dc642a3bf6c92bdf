// The shape of every query, declared once: the parts ask with it, and `explain` asks the database how it will run it.
// Rule: a query that reads a whole collection, or sorts what it has read, is not index-backed, however small the collection.
import type { Document, Filter, Sort } from 'mongodb';
import type { Connection } from './connection.ts';

/** Where a query looks, and one example of what it looks for. */
export interface Explainable {
  on: string;
  /** The order in which the documents come. */
  sort?: Sort;
  example(): Document;
}

/** A filter made from its arguments, on one collection; `sample` holds arguments to explain it with. */
export interface Query<Args extends unknown[]> {
  on: string;
  filter(...args: Args): Document;
  sort?: Sort;
  sample: Args;
}

/** Declares a query. */
export function query<Args extends unknown[]>(declared: Query<Args>): Query<Args> & Explainable {
  return { ...declared, example: () => declared.filter(...declared.sample) };
}

export interface Explained {
  query: string;
  plan: string;
  indexed: boolean;
}

/** Explains the declared queries of all parts; a query is named `part.query`. */
export async function explainAll(
  { of, run }: Connection,
  parts: Record<string, Record<string, Explainable>>,
): Promise<Explained[]> {
  const explained: Explained[] = [];
  for (const [part, queries] of Object.entries(parts)) {
    for (const [name, { on, sort, example }] of Object.entries(queries)) {
      const found = of(on).find(example() as Filter<Document & { _id: string }>);
      if (sort) found.sort(sort);
      const answer = await run(() => found.limit(10).explain('queryPlanner'));
      const stages = stagesOf(answer.queryPlanner?.winningPlan ?? answer);
      explained.push({ query: `${part}.${name}`, plan: stages.join(' < '), indexed: isIndexed(stages) });
    }
  }
  return explained;
}

/** The names of all stages of a plan, the last one first. A sharded cluster names the plan of each shard. */
function stagesOf(plan: Document): string[] {
  const inner = [
    plan.inputStage,
    plan.queryPlan,
    plan.winningPlan,
    ...(plan.inputStages ?? []),
    ...(plan.shards ?? []),
  ];
  const below = inner.filter(stage => stage !== undefined).flatMap((stage: Document) => stagesOf(stage));
  return typeof plan.stage === 'string' ? [plan.stage, ...below] : below;
}

function isIndexed(stages: string[]): boolean {
  const byIndex = stages.some(stage => /IXSCAN|IDHACK|EXPRESS|COUNT_SCAN|DISTINCT_SCAN|EOF/.test(stage));
  return byIndex && !stages.includes('COLLSCAN') && !stages.includes('SORT');
}
