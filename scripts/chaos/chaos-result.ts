/** What a demonstration counted. */
export interface ChaosResult {
  readonly tenants: number;
  readonly killsWanted: number;
  readonly kills: number;
  readonly restarts: number;
  readonly signUpsResent: number;
  /** Sign-ups that were recorded although their answer was lost. */
  readonly signUpsReplayed: number;
  readonly deletesResent: number;
  readonly active: number;
  readonly deleted: number;
  readonly lost: number;
  readonly stuck: number;
  readonly doubledTenants: number;
  /** Tenants that got their welcome mail. */
  readonly mails: number;
  /** Welcome mails of which nobody can know; a person is asked. */
  readonly mailsAsked: number;
  readonly mailsDoubled: number;
  readonly mailsLost: number;
  readonly doubledObjects: number;
  readonly missingObjects: number;
  readonly objectsLeft: number;
  readonly foreignWrites: number;
  readonly outsideCalls: number;
  /** A sentence for each thing that is wrong. */
  readonly faults: readonly string[];
}

interface Row {
  readonly name: string;
  readonly count: number;
  /** The only good count; absent: any is. */
  readonly wanted?: number;
}

/** Whether every count is what it must be. */
export function isRight(result: ChaosResult): boolean {
  return result.faults.length === 0 && rowsOf(result).every(isGood);
}

/** The table for a person; a count that is wrong says so. */
export function tableOf(result: ChaosResult): string {
  return rowsOf(result)
    .map((row) => {
      const verdict = isGood(row) ? '' : `   WRONG: must be ${row.wanted}`;
      return `  ${row.name.padEnd(28)}${String(row.count).padStart(5)}${verdict}`;
    })
    .join('\n');
}

function isGood({ count, wanted }: Row): boolean {
  return wanted === undefined || count === wanted;
}

function rowsOf(result: ChaosResult): readonly Row[] {
  const { tenants } = result;
  return [
    { name: 'tenants', count: tenants },
    { name: 'kills', count: result.kills, wanted: result.killsWanted },
    { name: 'restarts', count: result.restarts },
    { name: 'sign-ups sent again', count: result.signUpsResent },
    { name: '  recorded, answer lost', count: result.signUpsReplayed },
    { name: 'deletes sent again', count: result.deletesResent },
    { name: 'active', count: result.active, wanted: tenants },
    { name: 'deleted', count: result.deleted, wanted: tenants },
    { name: 'lost', count: result.lost, wanted: 0 },
    { name: 'stuck', count: result.stuck, wanted: 0 },
    { name: 'doubled tenants', count: result.doubledTenants, wanted: 0 },
    { name: 'welcome mails', count: result.mails },
    { name: '  left to a person', count: result.mailsAsked },
    { name: 'doubled mails', count: result.mailsDoubled, wanted: 0 },
    { name: 'lost mails', count: result.mailsLost, wanted: 0 },
    { name: 'doubled objects', count: result.doubledObjects, wanted: 0 },
    { name: 'missing objects', count: result.missingObjects, wanted: 0 },
    { name: 'objects left after delete', count: result.objectsLeft, wanted: 0 },
    { name: 'foreign writes', count: result.foreignWrites, wanted: 0 },
    { name: 'calls outside', count: result.outsideCalls, wanted: 0 },
  ];
}
