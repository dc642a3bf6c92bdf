// A poll on its page: the answers to choose from for who may still vote, the result as text and bar for everybody.
import type { Fault } from '../../domain/problem.ts';
import type { PollView } from '../../views/poll.ts';
import { useFrame } from '../frame.ts';
import { Choices } from './fields.tsx';
import { Form } from './form.tsx';

interface PollProps {
  poll: PollView;
  path: string;
  faults: Fault[];
  language: string | undefined;
}

export function PollBox({ poll, path, faults, language }: PollProps) {
  const { words, viewer } = useFrame();
  const { t } = words;
  const open = !poll.over && !poll.voted;
  return (
    <section class="downloads" aria-labelledby="poll">
      <h2 id="poll">{t(poll.over ? 'poll.result' : 'kind.poll')}</h2>
      {open && viewer && <Ballot poll={poll} path={path} faults={faults} />}
      {open && !viewer && <a href={`/sign-in?next=${encodeURIComponent(path)}`}>{t('poll.signIn')}</a>}
      {open ? (
        <details>
          <summary>{t('poll.soFar')}</summary>
          <Result poll={poll} language={language} />
        </details>
      ) : (
        <Result poll={poll} language={language} />
      )}
      <p class="counts">
        <span>{words.n('poll.voters', poll.voters)}</span>
        {poll.ends && (
          <span>{words.rich(poll.over ? 'poll.ended' : 'poll.ends', { date: <Ends at={poll.ends} /> })}</span>
        )}
      </p>
    </section>
  );
}

function Ballot({ poll, path, faults }: Omit<PollProps, 'language'>) {
  const { t } = useFrame().words;
  const options = poll.options.map(({ name }) => ({ value: name, label: name }));
  const label = t(poll.multiple ? 'poll.chooseSeveral' : 'poll.choose');
  return (
    <Form action={`${path}/vote`} faults={faults}>
      <Choices name="choice" label={label} options={options} radio={!poll.multiple} />
      <button type="submit">{t('poll.vote')}</button>
    </Form>
  );
}

/** The bar repeats what the text says, so that it is nothing to those who listen. */
function Result({ poll, language }: Pick<PollProps, 'poll' | 'language'>) {
  const { words } = useFrame();
  return (
    <ul class="votes">
      {poll.options.map(({ name, votes, percent, chosen }) => (
        <li>
          <span lang={language} dir="auto">
            {name}
          </span>{' '}
          <small>
            {words.number(percent)} % · {words.n('poll.votes', votes)}
            {chosen && ` · ${words.t('poll.yours')}`}
          </small>
          <progress max={100} value={percent} aria-hidden="true" />
        </li>
      ))}
    </ul>
  );
}

function Ends({ at }: { at: string }) {
  return <time dateTime={at}>{useFrame().words.time(at)}</time>;
}
