import type { V1Service } from '@kubernetes/client-node';
import type { Component } from './component.ts';
import { metadataOf, type StarterSite, selectorOf } from './starter-site.ts';

/** The Service of a component, on the component's own port. */
export function componentService({ tenant }: StarterSite, { name, port }: Component): V1Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(tenant, name),
    spec: {
      type: 'ClusterIP',
      selector: selectorOf(tenant, name),
      ports: [{ name: 'http', port, targetPort: 'http' }],
    },
  };
}
