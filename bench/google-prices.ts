import type { BilledCalls } from './billed-calls.ts';

/** What was used of Google's services. */
export interface GoogleUsage extends Pick<BilledCalls, 'reads' | 'writes' | 'deletes'> {
  /** Published and delivered once each, none larger than the least that is billed. */
  readonly messages: number;
  /** Of functions. */
  readonly requests: number;
  /** Seconds during which an instance of `instance` size had a request. */
  readonly instanceSeconds: number;
  readonly schedulerJobs: number;
}

/**
 * List prices in US dollars, us-central1 (Iowa), from cloud.google.com/{firestore,pubsub,run,scheduler}/pricing,
 * written down in November 2026 from stored copies of these pages; Firestore's three, which the copies
 * do not show by region, from memory. Storage, logs and traffic to the internet are not counted.
 */
export const googlePrices = {
  read: 0.03 / 100_000,
  write: 0.09 / 100_000,
  delete: 0.01 / 100_000,
  /** At least 1 000 bytes a request, once for the publication and once for the delivery. */
  message: (2 * 1_000 * 40) / 2 ** 40,
  /** Functions are billed as services of Cloud Run whose CPU is allocated during requests. */
  request: 0.4 / 1_000_000,
  vcpuSecond: 0.000024,
  gibSecond: 0.0000025,
  schedulerJob: 0.1,
} as const;

/** What is free: Firestore's by day and project, in the first database only; the rest by month and billing account. */
const freeTier = {
  readsADay: 50_000,
  writesADay: 20_000,
  deletesADay: 20_000,
  /** 10 GiB of messages. */
  messagesAMonth: (10 * 2 ** 30) / 2_000,
  requestsAMonth: 2_000_000,
  vcpuSecondsAMonth: 180_000,
  gibSecondsAMonth: 360_000,
  schedulerJobs: 3,
} as const;

/** The size of an instance that costs are computed for. */
export const instance = { vcpus: 1, gib: 0.5 } as const;

/** US dollars by service. `freeDays`: as if the usage were spread over so many days of free quota. */
export function costOf(usage: GoogleUsage, freeDays = 0): Readonly<Record<string, number>> {
  const free = freeDays > 0 ? 1 : 0;
  const beyond = (used: number, isFree: number) => Math.max(0, used - isFree);
  const { reads, writes, deletes, messages, requests, instanceSeconds, schedulerJobs } = usage;
  const vcpuSeconds = beyond(instanceSeconds * instance.vcpus, free * freeTier.vcpuSecondsAMonth);
  const gibSeconds = beyond(instanceSeconds * instance.gib, free * freeTier.gibSecondsAMonth);
  return {
    'Firestore reads': beyond(reads, freeDays * freeTier.readsADay) * googlePrices.read,
    'Firestore writes': beyond(writes, freeDays * freeTier.writesADay) * googlePrices.write,
    'Firestore deletes': beyond(deletes, freeDays * freeTier.deletesADay) * googlePrices.delete,
    'Pub/Sub': beyond(messages, free * freeTier.messagesAMonth) * googlePrices.message,
    'Functions: requests': beyond(requests, free * freeTier.requestsAMonth) * googlePrices.request,
    'Functions: time': vcpuSeconds * googlePrices.vcpuSecond + gibSeconds * googlePrices.gibSecond,
    Scheduler: beyond(schedulerJobs, free * freeTier.schedulerJobs) * googlePrices.schedulerJob,
  };
}
