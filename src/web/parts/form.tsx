// Forms: one shape for all. A form carries the word of the session, keeps what was typed, and names each fault
// in a summary and beside its field.
import { type ComponentChildren, createContext, type VNode } from 'preact';
import type { Fault } from '../../domain/problem.ts';
import { useFrame, useWords } from '../frame.ts';
import { isTextKey } from '../messages/index.ts';
import type { Words } from '../words.ts';

/** What stands in the fields. */
export interface Values {
  text(name: string): string;
  all(name: string): string[];
}

/** What stands in a form, and what is wrong with it. */
export interface Filling {
  values: Values;
  faults: Fault[];
}

const FillingContext = createContext<Filling>({ values: { text: () => '', all: () => [] }, faults: [] });

/** A part of a form that is told how the form is filled. */
export function filled<Props>(part: (props: Props, filling: Filling) => VNode): (props: Props) => VNode {
  return props => <FillingContext.Consumer>{filling => part(props, filling)}</FillingContext.Consumer>;
}

interface FormProps {
  action: string;
  values?: Values;
  faults?: Fault[];
  /** It may carry files. */
  files?: boolean;
  class?: string;
  children: ComponentChildren;
}

export function Form({ action, values, faults = [], files = false, children, ...rest }: FormProps) {
  return (
    <FillingContext.Provider value={{ values: values ?? { text: () => '', all: () => [] }, faults }}>
      {faults.length > 0 && <FaultSummary faults={faults} />}
      <form
        method="post"
        action={action}
        class={rest.class}
        novalidate
        {...(files && { enctype: 'multipart/form-data' })}
      >
        <Token />
        {children}
      </form>
    </FillingContext.Provider>
  );
}

/** The word of the session; first in its form, so that it is read before any file. */
export function Token() {
  const { csrf } = useFrame();
  return csrf ? <input type="hidden" name="csrf" value={csrf} /> : null;
}

/** A form of one button. */
export function Act({
  action,
  name,
  quiet,
  hidden = {},
}: {
  action: string;
  name: string;
  quiet?: boolean;
  hidden?: Record<string, string>;
}) {
  return (
    <form method="post" action={action} class="act">
      <Token />
      {Object.entries(hidden).map(([key, value]) => (
        <input type="hidden" name={key} value={value} />
      ))}
      <button type="submit" class={quiet ? 'quiet' : undefined}>
        {name}
      </button>
    </form>
  );
}

/** The sentence of a fault in the reader's language. */
export function faultSentence(words: Words, fault: Fault): string {
  return isTextKey(fault.message) ? words.t(fault.message) : fault.message;
}

// The reader begins at the faults, not at the top of a page already read.
const startHere = { autofocus: true };

function FaultSummary({ faults }: { faults: Fault[] }) {
  const words = useWords();
  return (
    <div class="faults" role="alert" tabIndex={-1} {...startHere}>
      <h2>{words.n('fault.summary', faults.length)}</h2>
      <ul>
        {faults.map(fault => (
          <li>
            <a href={`#${fault.field}`}>{faultSentence(words, fault)}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
