import type { Blueprint, RenderContext } from '../../shared/blueprint/blueprint.ts';
import type { StepSpec } from '../../shared/blueprint/step-spec.ts';
import { ownerLabels } from '../../shared/kubernetes/labels.ts';
import { aBlueprint } from './a-blueprint.ts';
import { aRealm } from './a-realm.ts';

const deadlineMs = 600_000;

/** A small product that is nothing but a realm and the Secret with its first password. */
export function aRealmBlueprint(): Blueprint {
  return aBlueprint({
    render: () => [],
    steps: ({ kind, ...context }) =>
      kind === 'delete' ? realmSteps(context).remove : realmSteps(context).ensure,
  });
}

/** What makes the realm of this tenant, and what removes it. */
export function realmSteps({ tenant }: RenderContext): {
  readonly ensure: readonly StepSpec[];
  readonly remove: readonly StepSpec[];
} {
  const { tenantId: _, ...realm } = aRealm({ realm: `${tenant.slug}.codetether.test` });
  const { namespace } = tenant;
  const name = `${tenant.slug}-${tenant.id8}-credentials`;
  const labels = { ...ownerLabels(tenant.id, 'demo') };
  const secrets = [{ namespace, name, labels, keys: ['password'] }];
  const remove = { kind: 'remove-realm', deadlineMs, realm: realm.realm } as const;
  return {
    ensure: [
      { kind: 'ensure-secrets', name: 'ensure-secrets', deadlineMs, secrets },
      { kind: 'ensure-realm', name: 'ensure-realm', deadlineMs, realm },
      {
        ...{ kind: 'set-realm-password', name: 'set-realm-password', deadlineMs },
        ...{ realm: realm.realm, username: 'ada@example.test' },
        secret: { namespace, name, key: 'password' },
      },
    ],
    remove: [
      { ...remove, name: 'remove-realm' },
      {
        ...{ kind: 'delete-objects', name: 'delete-objects', deadlineMs },
        refs: [{ apiVersion: 'v1', kind: 'Secret', namespace, name }],
      },
    ],
  };
}
