import type { KubernetesObject } from '@kubernetes/client-node';
import { ownerLabels } from '../../kubernetes/labels.ts';
import type { Stage, StagedObject } from '../../kubernetes/stage.ts';
import { componentsOf } from './component.ts';
import { componentDeployment } from './component-deployment.ts';
import { secretProviderClasses } from './component-files.ts';
import { componentAutoscaler, componentBudget } from './component-scaling.ts';
import { externalSecret, secretsOf } from './component-secrets.ts';
import { componentService } from './component-service.ts';
import { ingressOf, routesOf } from './ingresses.ts';
import { namespaceRef, type StarterSite } from './starter-site.ts';

/** Everything that is applied for a tenant, in the order in which people read it. */
export function starterObjects(site: StarterSite): readonly StagedObject[] {
  const { params } = site;
  const servers = ['api', 'web'] as const;
  return [
    ...groundObjects(site),
    ...staged(
      'policy',
      servers.flatMap((name) => componentBudget(site, name) ?? []),
    ),
    ...staged(
      'workload',
      componentsOf(params).map((each) => componentDeployment(site, each)),
    ),
    ...staged(
      'workload',
      servers.flatMap((name) => componentAutoscaler(site, name) ?? []),
    ),
    ...staged(
      'route',
      componentsOf(params)
        .filter(({ name }) => name !== 'worker')
        .map((each) => componentService(site, each)),
    ),
    ...staged(
      'route',
      routesOf(site).map((route) => ingressOf(site, route)),
    ),
  ];
}

/** What must be there before any pod: the namespace, and where its secrets come from. */
export function groundObjects(site: StarterSite): readonly StagedObject[] {
  return [
    ...staged('namespace', [namespace(site)]),
    ...staged('config', externalSecrets(site)),
    ...staged('config', secretProviderClasses(site)),
  ];
}

/** An ExternalSecret for each component with secrets at the provider. */
export function externalSecrets(site: StarterSite): readonly KubernetesObject[] {
  return componentsOf(site.params).flatMap(({ name }) => {
    const secrets = secretsOf(site, name);
    return secrets?.kind === 'external' ? [externalSecret(site, name, secrets)] : [];
  });
}

function namespace({ tenant }: StarterSite): KubernetesObject {
  const { apiVersion, kind, name } = namespaceRef(tenant);
  const labels = {
    ...ownerLabels(tenant.id, 'starter'),
    'tenantry.dev/managed': 'true',
    'pod-security.kubernetes.io/enforce': 'restricted',
  };
  return { apiVersion, kind, metadata: { name, labels } };
}

function staged(stage: Stage, objects: readonly KubernetesObject[]): readonly StagedObject[] {
  return objects.map((object) => ({ stage, object }));
}
