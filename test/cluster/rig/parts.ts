/** What must be in a part's folder before the part counts as there. */
export interface Part {
  readonly name: PartName;
  readonly version: string;
  readonly files: readonly string[];
  /** Roughly how long a build takes on two cores, said to the person who waits for it. */
  readonly buildMinutes: number;
}

/** The real programs that the rig runs, and helm, which only the benchmarks use. */
export type PartName = 'etcd' | 'helm' | 'kube' | 'kwok';

/** kwok's own descriptions of how fake nodes, pods and volumes behave, copied next to its binary. */
export const stageFiles = [
  'node/fast/node-initialize.yaml',
  'node/heartbeat/node-heartbeat.yaml',
  'pod/fast/pod-complete.yaml',
  'pod/fast/pod-delete.yaml',
  'pod/fast/pod-ready.yaml',
  'volume/fast/pv-bind.yaml',
  'volume/fast/pv-delete.yaml',
  'volume/fast/pvc-delete.yaml',
  'volume/fast/pvc-provision.yaml',
] as const;

/** Every part with its pinned version; the version is in the folder's name, so a new one never meets an old build. */
export const parts: readonly Part[] = [
  {
    name: 'kube',
    version: '1.36.3',
    files: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'],
    buildMinutes: 4,
  },
  { name: 'etcd', version: '3.6.6', files: ['etcd'], buildMinutes: 1 },
  {
    name: 'kwok',
    version: '0.8.0',
    files: ['kwok', ...stageFiles.map((file) => `stage/${file}`)],
    buildMinutes: 1,
  },
  { name: 'helm', version: '4.3.1', files: ['helm'], buildMinutes: 2 },
];

/** The parts that a control plane cannot start without. */
export const controlPlaneParts: readonly PartName[] = ['kube', 'etcd', 'kwok'];
