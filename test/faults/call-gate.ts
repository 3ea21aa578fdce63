import type { Fault, Injection, NumberedCall, Service } from './fault.ts';

/** One call that a proxy has received whole and not yet forwarded. */
export interface ArrivedCall {
  readonly service: Service;
  /** What is called, with whatever differs from run to run. */
  readonly title: string;
  /** Whether the call can change anything. */
  readonly isWrite: boolean;
  /** Where a write goes, as the service knows it. */
  readonly target: string;
  /** Whether an earlier answer could be replayed. */
  readonly isRead: boolean;
}

/** What a run's calls came to. */
export interface GateReport {
  readonly calls: readonly NumberedCall[];
  /** Whether the injected fault met its call. */
  readonly isFired: boolean;
  /** How often each object was created, by the call's title. */
  readonly created: ReadonlyMap<string, number>;
  /** Writes that were sent to something that is not the tenant's. */
  readonly foreignWrites: readonly string[];
  /** Writes that reached the cluster or the store since the last `expectSilence`. */
  readonly lateWrites: readonly string[];
}

/** Stands before every outbound call of one run: counts it, names it, and says which fault meets it. */
export interface CallGate {
  /** The fault of this call, if it is its turn. */
  admit(call: ArrivedCall): Fault | undefined;
  /** To be told of every object that was created (201). */
  noteCreated(call: ArrivedCall): void;
  /** From now on calls are numbered, and one of them meets the fault. */
  count(injection?: Injection): void;
  /** From now on calls are neither numbered nor met by faults. */
  rest(): void;
  /** From now on every write is one too many. */
  expectSilence(): void;
  report(): GateReport;
}

/** What is the tenant's own: names of its objects contain one of these. */
export interface RunNames {
  /** Text that differs from run to run → what stands for it in a call's name. */
  readonly replacements: () => ReadonlyMap<string, string>;
  /** A write of the cluster is the tenant's own when its target contains one of these. */
  readonly ownMarks: () => readonly string[];
}

interface GateState {
  mode: 'rest' | 'count' | 'silence';
  injection: Injection | undefined;
  isFired: boolean;
  readonly seen: Map<string, number>;
  readonly calls: NumberedCall[];
  readonly created: Map<string, number>;
  readonly foreignWrites: string[];
  readonly lateWrites: string[];
}

/** A gate that lets everything through until it is told otherwise. */
export function createCallGate(names: RunNames): CallGate {
  const state: GateState = {
    mode: 'rest',
    injection: undefined,
    isFired: false,
    seen: new Map(),
    calls: [],
    created: new Map(),
    foreignWrites: [],
    lateWrites: [],
  };
  return {
    admit: (call) => {
      const title = withoutIds(call.title, names.replacements());
      noteWrite(state, names, { call, title });
      return state.mode === 'count' ? numbered(state, call, title) : undefined;
    },
    noteCreated: (call) => {
      if (state.mode !== 'count') return;
      const title = withoutIds(call.title, names.replacements());
      state.created.set(title, (state.created.get(title) ?? 0) + 1);
    },
    count: (injection) => Object.assign(state, { mode: 'count', injection }),
    rest: () => Object.assign(state, { mode: 'rest' }),
    expectSilence: () => Object.assign(state, { mode: 'silence' }),
    report: () => ({ ...state }),
  };
}

interface Titled {
  readonly call: ArrivedCall;
  readonly title: string;
}

function noteWrite(state: GateState, names: RunNames, { call, title }: Titled): void {
  if (!call.isWrite) return;
  const isOwn = names.ownMarks().some((mark) => call.target.includes(mark));
  if (call.service === 'cluster' && !isOwn) state.foreignWrites.push(title);
  if (state.mode === 'silence' && call.service !== 'queue') state.lateWrites.push(title);
}

function numbered(state: GateState, call: ArrivedCall, title: string): Fault | undefined {
  const occurrence = (state.seen.get(title) ?? 0) + 1;
  state.seen.set(title, occurrence);
  const name = `${title}#${occurrence}`;
  const isReadAgain = call.isRead && occurrence > 1;
  const { service } = call;
  state.calls.push({ number: state.calls.length + 1, name, service, isReadAgain });
  if (state.isFired || state.injection?.callName !== name) return undefined;
  state.isFired = true;
  return state.injection.fault;
}

function withoutIds(title: string, replacements: ReadonlyMap<string, string>): string {
  let plain = title;
  for (const [text, placeholder] of replacements) plain = plain.replaceAll(text, placeholder);
  return plain;
}
