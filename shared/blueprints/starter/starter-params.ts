import { z } from 'zod';
import { componentShape, secretData } from './component-params.ts';
import { hostName, objectName } from './host-name.ts';
import { imageSchema, unusedImageSchema } from './image-reference.ts';
import { paramsFaults } from './params-faults.ts';
import { secretFiles } from './secret-files-params.ts';

/** Most hosts or certificates that one list holds. */
const listMax = 50;

/** Most pods of one component. */
const podsMax = 100;

const worker = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe('Whether billing retries and stream replay run in a worker of their own'),
    image: unusedImageSchema
      .exactOptional()
      .describe(
        'Image of the worker, usually that of the API; while it is enabled required, with a tag or a digest',
      ),
    ...componentShape('the worker'),
  })
  .prefault({})
  .describe('The billing worker: one pod, no Service');

const path = z
  .string()
  .max(255)
  .regex(
    /^\/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*\/?)?$/,
    'Must be a path: starting with "/", segments of A-Z, a-z, 0-9, ".", "_", "~" and "-"',
  );

function hosts(description: string) {
  return z
    .array(z.strictObject({ host: hostName.describe('DNS name in lower case, no wildcard') }))
    .max(listMax)
    .default([])
    .describe(description);
}

function certificates(description: string) {
  return z
    .array(
      z.strictObject({
        secretName: objectName.describe('Secret with the certificate and its key'),
        hosts: z.array(hostName).min(1).max(listMax).describe('Hosts that it is for'),
      }),
    )
    .max(listMax)
    .default([])
    .describe(description);
}

const ingress = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether the tenant is reached from outside'),
    className: objectName.default('nginx').describe('IngressClass of the controller'),
    hosts: hosts(
      'Hosts of the web app; each belongs to one tenant. Empty: <slug>.<base domain of the platform>, with a certificate',
    ),
    tls: certificates('Certificates of the hosts'),
    apiHosts: hosts('Hosts that lead directly to the API'),
    apiTls: certificates('Certificates of the API hosts'),
  })
  .prefault({})
  .describe('How the tenant is reached from outside');

const ingressPaths = z
  .strictObject({
    api: path.default('/api').describe('Path of the BFF, which is part of the web app'),
    web: path.default('/').describe('Path of the web app'),
    apiHost: path.default('/').describe('Path of the API on its own hosts'),
  })
  .prefault({})
  .describe('Paths on the hosts, matched as prefixes');

const externalSecrets = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('Whether secrets come from a provider through the External Secrets Operator'),
    secretStoreRef: z
      .strictObject({
        name: objectName.default('platform-secrets').describe('Name of the store'),
        kind: z
          .enum(['SecretStore', 'ClusterSecretStore'])
          .default('ClusterSecretStore')
          .describe('A SecretStore must be in the tenant’s namespace'),
      })
      .prefault({})
      .describe('Where the operator fetches secrets'),
    api: secretData('the API'),
    web: secretData('the web app'),
    worker: secretData('the worker'),
  })
  .prefault({})
  .describe('Secrets that stay with their provider');

function range(component: string) {
  const count = z.int().min(1).max(podsMax);
  return z
    .strictObject({
      minReplicas: count.default(2).describe('Fewest pods; their number where nothing scales'),
      maxReplicas: count.default(10).describe('Most pods'),
    })
    .prefault({})
    .describe(`How many pods ${component} has`);
}

const autoscaling = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether pods come and go with the load'),
    targetCPUUtilizationPercentage: z
      .int()
      .min(1)
      .max(1000)
      .default(80)
      .describe('CPU in use that is aimed at, in percent of what is requested'),
    api: range('the API'),
    web: range('the web app'),
  })
  .prefault({})
  .describe('HorizontalPodAutoscalers of the API and the web app');

/** The values contract of product starter, with the names and the defaults of its values file, and secrets as files besides. */
export const starterParams = z
  .strictObject({
    api: z
      .strictObject({
        image: imageSchema.describe('Image of the API, with a tag or a digest'),
        ...componentShape('the API'),
      })
      .describe('The API: Deployment and Service on port 8000'),
    web: z
      .strictObject({
        image: imageSchema.describe('Image of the web app, with a tag or a digest'),
        ...componentShape('the web app'),
      })
      .describe('The web app with its BFF: Deployment and Service on port 3000'),
    worker,
    ingress,
    ingressPaths,
    externalSecrets,
    secretFiles,
    autoscaling,
  })
  .superRefine((params, context) => {
    for (const { path, code, message } of paramsFaults(params)) {
      context.addIssue({ code: 'custom', path: [...path], message, params: { code } });
    }
  });

/** Params of a starter tenant with all defaults. */
export type StarterParams = z.output<typeof starterParams>;
