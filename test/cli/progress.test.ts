import { describe, expect, it } from 'vitest';
import { createDataProgress, createLineProgress } from '../../cli/progress.ts';
import type { OperationView } from '../../shared/use-cases/operations.ts';
import type { StatusView } from '../../shared/use-cases/tenant-view.ts';
import { recorded } from './recorded/recorded-answers.ts';
import { keptStream } from './test-world.ts';

const waiting = recorded('operation_waiting').body as unknown as OperationView;
const succeeded = recorded('operation_succeeded').body as unknown as OperationView;
const failed = recorded('operation_failed').body as unknown as OperationView;
const active = recorded('status_active').body as unknown as StatusView;

function terminal() {
  return { out: keptStream(), err: keptStream() };
}

describe('createLineProgress()', () => {
  it('writes a line per step that is under way or over', () => {
    const { out, err } = terminal();

    createLineProgress(out, { out, err }).show(waiting);

    expect(out.text()).toMatch(
      /^create {2}check-prerequisites {2}succeeded {2}\d+ms\ncreate {2}ensure-credentials {3}succeeded {2}\d+ms\ncreate {2}provision-site {7}waiting {4}JobRunning: Job frappe\/provision-\w+-acme: .*\n$/,
    );
  });

  it('tells the same thing once', () => {
    const { out, err } = terminal();
    const progress = createLineProgress(out, { out, err });
    progress.show(waiting);
    const before = out.text();

    progress.show(waiting);

    expect(out.text()).toBe(before);
  });

  it('tells only what is new', () => {
    const { out, err } = terminal();
    const progress = createLineProgress(out, { out, err });
    progress.show(waiting);
    const { length } = out.text();

    progress.show(succeeded);

    const lines = out.text().slice(length).trimEnd().split('\n');
    expect(lines.map((line) => line.split(/ +/).slice(1, 3))).toEqual([
      ['provision-site', 'succeeded'],
      ['await-ready', 'succeeded'],
      ['set-outputs', 'succeeded'],
    ]);
  });

  it('says why a step failed', () => {
    const { out, err } = terminal();

    createLineProgress(out, { out, err }).show(failed);

    expect(out.text()).toMatch(/provision-site +failed +job_failed: .*Access denied\n$/);
  });

  it('ends with the status and the site', () => {
    const { out, err } = terminal();

    createLineProgress(out, { out, err }).end(active);

    expect(out.text()).toBe('acme  active  https://acme.kairos.app\n');
  });

  it('writes notes to stderr', () => {
    const { out, err } = terminal();

    createLineProgress(out, { out, err }).note('Away');

    expect([out.text(), err.text()]).toEqual(['', 'Away\n']);
  });
});

describe('createDataProgress()', () => {
  it('writes each step as a value, and the status at the end', () => {
    const { out, err } = terminal();
    const progress = createDataProgress({ out, err }, (value) => `${JSON.stringify(value)}\n`);

    progress.show(succeeded);
    progress.end(active);

    const values = out.text().trimEnd().split('\n');
    expect(values.map((value) => JSON.parse(value))).toEqual([
      ...succeeded.steps.map((step) => ({
        operation: { id: succeeded.id, kind: 'create', state: 'succeeded' },
        step,
      })),
      { status: active },
    ]);
  });
});
