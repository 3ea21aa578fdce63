import { z } from 'zod';

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
// The last label has a letter, so that no address of IPv4 passes.
const pattern = new RegExp(`^(?:${label}\\.)+(?!\\d+$)${label}$`);

/** A DNS name (RFC 1123) in lower case, as an Ingress takes it; no wildcard. */
export const hostName = z
  .string()
  .max(253)
  .regex(pattern, 'Must be a host name in lower case, such as app.example.com');

/** A DNS label, as names of objects are here. */
export const objectName = z
  .string()
  .max(63)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    'Must be a Kubernetes name: a-z, 0-9 and "-", not at the ends',
  );
