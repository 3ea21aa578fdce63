/** Which pods a rule is for: every label must be equal. Two rules must not match the same pod. */
export interface PodSelector {
  readonly labels: Readonly<Record<string, string>>;
}

/** Pods that end badly. */
export interface FailedPods extends PodSelector {
  /** What the container says at its end, as `terminationMessagePolicy: FallbackToLogsOnError` would show it. */
  readonly message?: string;
  readonly exitCode?: number;
  /**
   * `none` (default) dates the end of the container an hour back, so that the Job controller's wait of 10 s, 20 s …
   * between two pods is over at once; `real` keeps the true time.
   */
  readonly backoff?: 'none' | 'real';
}

/** Pods that do not go on. */
export interface HeldPods extends PodSelector {
  /** `running` (default): ready but never completed; `pending`: scheduled but never ready. */
  readonly at?: 'pending' | 'running';
}

/** What the rig does to matching pods instead of letting them become ready and complete. */
export type PodRule =
  | ({ readonly kind: 'fail' } & FailedPods)
  | ({ readonly kind: 'hold' } & HeldPods);
