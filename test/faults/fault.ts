/** A service that the engine calls. */
export type Service = 'cluster' | 'store' | 'queue';

/** Every fault that a call of the Kubernetes API can meet. */
export const clusterFaults = [
  'killed-before',
  'killed-after',
  'answer-lost',
  'conflict',
  'throttled',
  'server-error',
  'unavailable',
  'hang',
  'reset',
  'truncated',
  'unauthorized',
  'stale-read',
  'arrived-late',
] as const;

/** Every fault that a gRPC call of Firestore or Pub/Sub can meet. */
export const grpcFaults = [
  'killed-before',
  'killed-after',
  'answer-lost',
  'aborted',
  'unavailable',
  'deadline-exceeded',
  'hang',
  'reset',
  'arrived-late',
] as const;

export type ClusterFault = (typeof clusterFaults)[number];
export type GrpcFault = (typeof grpcFaults)[number];

/** What goes wrong with one outbound call. `docs/faults.md` says what each does. */
export type Fault = ClusterFault | GrpcFault;

/** One fault at one call: the `occurrence`th call of this name. */
export interface Injection {
  readonly callName: string;
  readonly fault: Fault;
}

/** One outbound call of a fault-free run. */
export interface NumberedCall {
  /** From 1, in the order in which the calls began. */
  readonly number: number;
  /** What is called and how often it was before: the same in every run, `POST /api/v1/…/secrets/db#1`. */
  readonly name: string;
  readonly service: Service;
  /** Whether an earlier answer to the same read exists that could be replayed. */
  readonly isReadAgain: boolean;
}

/** The faults that this call can meet. */
export function faultsOf({ service, isReadAgain }: NumberedCall): readonly Fault[] {
  if (service !== 'cluster') return grpcFaults;
  return clusterFaults.filter((fault) => fault !== 'stale-read' || isReadAgain);
}

/** When a call arrives that is late: its caller has given up and looked again by then. */
export const lateMs = 2_500;
