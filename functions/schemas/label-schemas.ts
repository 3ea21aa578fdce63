import { z } from 'zod';

// Syntax of Kubernetes labels: an optional DNS prefix, then a name; so neither holds a "=".
const labelKey = z
  .string()
  .regex(
    /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
    'Must be a label key, such as team or example.com/team',
  );
const labelValue = z
  .string()
  .regex(
    /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/,
    'Must have at most 63 of A-Z, a-z, 0-9, ".", "_" and "-", beginning and ending with a letter or digit',
  );
const labelsMax = 32;
const labelsMessage = `Must be at most ${labelsMax} labels`;

/** Labels of a new tenant. */
export const labelsSchema = z
  .record(labelKey, labelValue)
  .refine((given) => Object.keys(given).length <= labelsMax, labelsMessage)
  .meta({ description: 'Your own labels, filtered by `?label.<key>=`', examples: [{ team: 'a' }] });

/** A merge patch of labels. */
export const labelsPatchSchema = z
  .record(labelKey, labelValue.nullable())
  .refine((given) => Object.keys(given).length <= labelsMax, labelsMessage)
  .meta({ description: 'Labels to set; null removes one', examples: [{ team: null }] });
