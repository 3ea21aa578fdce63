import { z } from 'zod';
import { objectName } from './host-name.ts';
import { quantitySchema } from './quantity.ts';

/** Longest value of a plain variable. */
const valueLengthMax = 32_768;

const variableName = z
  .string()
  .max(253)
  .regex(
    /^[A-Za-z_][A-Za-z0-9_]*$/,
    'Must be the name of a variable: letters, digits and "_", not starting with a digit',
  );

/** What a component takes besides its image. */
export function componentShape(component: string) {
  return {
    env: z
      .record(variableName, z.string().max(valueLengthMax))
      .default({})
      .describe(`Plain environment variables of ${component}, by name`),
    // What stands here is sealed before it is stored, and longer then.
    secrets: z
      .record(variableName, z.string())
      .default({})
      .describe(
        `Secret variables of ${component}, by name, with their values; only while externalSecrets.enabled is false`,
      ),
    secretName: z
      .union([z.literal(''), objectName])
      .default('')
      .describe(
        `Name of the Secret of ${component}; empty: one that follows from the tenant’s slug`,
      ),
    resources: resources(component),
  };
}

/** Provider identifiers of a component's secrets. */
export function secretData(component: string) {
  return z
    .strictObject({
      data: z
        .record(variableName, z.string().min(1).max(2048))
        .default({})
        .describe(`Variable of ${component} → identifier of the secret at the provider`),
    })
    .prefault({})
    .describe(`What the External Secrets Operator fetches for ${component}`);
}

function resources(component: string) {
  return z
    .strictObject({
      requests: amounts('250m', '512Mi').describe('What the scheduler reserves for each pod'),
      limits: amounts('1000m', '1Gi').describe('What a pod may use at most'),
    })
    .prefault({})
    .describe(`CPU and memory of each pod of ${component}`);
}

function amounts(cpu: string, memory: string) {
  return z
    .strictObject({
      cpu: quantitySchema.default(cpu).describe('CPU, such as 250m'),
      memory: quantitySchema.default(memory).describe('Memory, such as 512Mi'),
    })
    .prefault({});
}
