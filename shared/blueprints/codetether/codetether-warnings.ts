import type { PlanWarning } from '../../blueprint/blueprint.ts';
import type { OperationKind } from '../../tenant/operation.ts';
import type { CodetetherInstance } from './codetether-instance.ts';
import { hasRegistry, isLatest } from './image-reference.ts';

/** What a plan of this operation warns of. */
export function codetetherWarnings(
  instance: CodetetherInstance,
  kind: OperationKind,
): readonly PlanWarning[] {
  switch (kind) {
    case 'create':
      return [...systemWarnings(instance), ...imageWarnings(instance)];
    case 'update':
    case 'upgrade':
    case 'rollback':
      return imageWarnings(instance);
    case 'delete':
      return [namespaceWarning(instance)];
    case 'suspend':
    case 'resume':
    case 'restore':
    case 'repair':
      return [];
    default:
      return kind satisfies never;
  }
}

function systemWarnings({ settings, params }: CodetetherInstance): readonly PlanWarning[] {
  const { hasRealms, hasDatabase, dnsTarget, hasTunnel } = settings.systems;
  const isReached = params.ingress.enabled;
  const left = [
    ...(hasRealms ? [] : ['no realm']),
    ...(hasDatabase ? [] : ['no row in the shared database']),
    ...(isReached && dnsTarget === undefined ? ['no DNS record'] : []),
    ...(isReached && !hasTunnel ? ['no tunnel rule'] : []),
  ];
  if (left.length === 0) return [];
  const message = `The tenant gets ${left.join(', ')}: these systems are not set up here`;
  return [{ code: 'sign_up_incomplete', message }];
}

function imageWarnings({ params: { image } }: CodetetherInstance): readonly PlanWarning[] {
  return [
    ...(isLatest(image)
      ? [
          {
            code: 'image_latest',
            message: 'With the tag latest, pods run whatever it points to when they start',
          },
        ]
      : []),
    ...(hasRegistry(image)
      ? []
      : [
          {
            code: 'image_without_registry',
            message: `Image "${image.repository}" names no registry: each node decides where to pull it from`,
          },
        ]),
  ];
}

function namespaceWarning({ tenant, params }: CodetetherInstance): PlanWarning {
  return params.namespace.keep
    ? {
        code: 'namespace_kept',
        message: `Namespace ${tenant.namespace} stays; set namespace.keep to false first to delete it too`,
      }
    : {
        code: 'namespace_deleted',
        message: `Namespace ${tenant.namespace} goes with everything that is in it`,
      };
}
