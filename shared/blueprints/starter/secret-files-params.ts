import { z } from 'zod';
import { objectName } from './host-name.ts';
import { secretProviderNames } from './secret-provider.ts';

/** Longest identifier or parameter. */
const textLengthMax = 2048;

/** Longest name that Kubernetes takes for a CSI driver. */
const driverLengthMax = 63;

const fileName = z
  .string()
  .max(253)
  .regex(
    /^(?!\.$)(?!.*\.\.)[A-Za-z0-9._-]+$/,
    'Must be the name of a file: letters, digits, ".", "_" and "-", without ".."',
  );

// Plain text: what YAML would fold or refuse within quotes is in no identifier of these providers.
const plainText = z
  .string()
  .max(textLengthMax)
  .regex(/^[!-~](?:[ -~]*[!-~])?$/, {
    error: 'Must be printable ASCII without spaces at its ends',
    // What has no form has none of a provider's either: one fault is enough.
    abort: true,
  });

const parameterName = z
  .string()
  .max(253)
  .regex(/^[A-Za-z][A-Za-z0-9]*$/, 'Must be the name of a parameter: letters and digits');

const mountPath = z
  .string()
  .max(255)
  .regex(/^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/, {
    error:
      'Must be an absolute path: segments of A-Z, a-z, 0-9, ".", "_" and "-", none beginning with "."',
    abort: true,
  });

function files(component: string) {
  return z
    .strictObject({
      files: z
        .record(fileName, plainText)
        .default({})
        .describe(`File of ${component} → identifier of the secret at the provider`),
    })
    .prefault({})
    .describe(`What the driver mounts into ${component}`);
}

/** Secrets that pods read as files, which the Secrets Store CSI Driver fetches when they start. */
export const secretFiles = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe('Whether secrets are mounted as files through the Secrets Store CSI Driver'),
    driver: z
      .union([z.literal(''), objectName.max(driverLengthMax)])
      .default('')
      .describe(
        'Name of the CSI driver; empty: secrets-store-gke.csi.k8s.io for provider gke, else secrets-store.csi.k8s.io',
      ),
    provider: z
      .enum(secretProviderNames)
      .default('gcp')
      .describe('Provider of the driver; gke is that of Google’s own add-on'),
    parameters: z
      .record(parameterName, plainText)
      .default({})
      .describe('What the provider needs besides the files'),
    mountPath: mountPath
      .default('/var/run/secrets/app')
      .describe('Directory of the files in every container; none of the system'),
    api: files('the API'),
    web: files('the web app'),
    worker: files('the worker'),
  })
  .prefault({})
  .describe('Secrets as files, which stay with their provider');
