import { z } from 'zod';

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
// The last label has a letter, so that no address of IPv4 passes.
const pattern = new RegExp(`^(?:${label}\\.)+(?!\\d+$)${label}$`);

/** A DNS name (RFC 1123) in lower case, as an Ingress takes it; no wildcard. */
export const hostName = z
  .string()
  .max(253)
  .regex(pattern, 'Must be a host name in lower case, such as app.example.com');

/** A DNS subdomain (RFC 1123), as Kubernetes takes it for most names of objects. */
export const objectName = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    'Must be a Kubernetes name: a-z, 0-9, "-" and ".", the last two not at the ends of a part',
  );
