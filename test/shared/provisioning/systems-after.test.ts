import { describe, expect, it } from 'vitest';
import type { StepSpec } from '../../../shared/blueprint/step-spec.ts';
import { systemsAfter } from '../../../shared/provisioning/systems-after.ts';

const tunnelRule: StepSpec = {
  kind: 'ensure-tunnel-rule',
  ...{ name: 'rule', deadlineMs: 1, host: 'a.test', service: 'http://a', noTlsVerify: false },
};
const outputs: StepSpec = {
  kind: 'set-outputs',
  ...{ name: 'outputs', deadlineMs: 1, siteUrl: null, outputs: {} },
};

describe('systemsAfter()', () => {
  it('adds each system once in which a step makes a part', () => {
    expect(systemsAfter(['realms', 'tunnel'], [tunnelRule, outputs])).toEqual(['realms', 'tunnel']);
    expect(systemsAfter(['realms'], [tunnelRule, tunnelRule])).toEqual(['realms', 'tunnel']);
  });

  it('forgets none that no step makes a part in any more', () => {
    expect(systemsAfter(['dns'], [])).toEqual(['dns']);
  });
});
