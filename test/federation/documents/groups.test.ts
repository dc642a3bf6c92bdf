// The collections of a group and of a thread, to the byte: who moderates, and what a thread holds.
import { expect } from 'chai';
import { expectGolden } from '../../golden/golden.ts';
import { brokenRequirements } from '../write/requirements.ts';
import { address, amina, budgets, question, urls } from '../write/samples.ts';
import { profiled, published, type Rig, startRig } from './rig.ts';

describe('the collections of groups and threads', () => {
  let rig: Rig;
  const thread = urls.thingPart(question.id, 'context');

  before(async () => {
    rig = await startRig();
    const root = { ...question, thread, groups: [budgets.id], published: '2026-02-04T04:05:06.789Z' };
    const answer = { ...root, id: address('o', 8), inReplyTo: root.id, published: '2026-02-05T04:05:06.789Z' };
    const astray = { ...answer, id: address('o', 9), inReplyTo: 'https://m.example/nothing' };
    await rig.happen([
      profiled({ ...budgets, moderators: [amina.id] }),
      published(root),
      published(answer),
      published(astray),
    ]);
  });
  after(() => rig.close());

  async function golden(name: string, of: string): Promise<void> {
    const { status, json } = await rig.get(of);
    expect(status).to.equal(200);
    expect(brokenRequirements(json)).to.deep.equal([]);
    expectGolden(name, json);
  }

  it('are golden: the moderators of a community', () => golden('moderators-community', `${budgets.id}/moderators`));
  it('are golden: a thread', () => golden('context', thread));
  it('are golden: a page of a thread', () => golden('context-page', `${thread}?page=true`));

  it('are none of a person', async () => {
    expect((await rig.get(`${amina.id}/moderators`)).status).to.equal(404);
  });
});
