import type { Stage } from './pod-stages.ts';

/** Where every Ingress of class `nginx` is reached: an address of documentation (RFC 5737). */
export const ingressAddress = '203.0.113.7';

/** An Ingress with this annotation gets no address, as if its controller had forgotten it. */
export const noAddressAnnotation = 'rig.tenantry.dev/no-address';

/** The part of an ingress controller that says where an Ingress of its class is reached. */
export const ingressStage: Stage = {
  apiVersion: 'kwok.x-k8s.io/v1alpha1',
  kind: 'Stage',
  metadata: { name: 'rig-ingress-address' },
  spec: {
    resourceRef: { apiGroup: 'networking.k8s.io/v1', kind: 'Ingress' },
    selector: {
      matchExpressions: [
        { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' },
        { key: '.spec.ingressClassName', operator: 'In', values: ['nginx'] },
        { key: '.status.loadBalancer.ingress', operator: 'DoesNotExist' },
        {
          key: `.metadata.annotations[${JSON.stringify(noAddressAnnotation)}]`,
          operator: 'DoesNotExist',
        },
      ],
    },
    next: { statusTemplate: `loadBalancer: { ingress: [{ ip: ${ingressAddress} }] }` },
  },
};
