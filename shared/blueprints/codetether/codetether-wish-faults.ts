import type { ParamsWish } from '../../blueprint/blueprint.ts';
import type { InputError } from '../../tenant/errors.ts';
import { type CodetetherInstance, instanceOf } from './codetether-instance.ts';
import { type CodetetherParams, codetetherParams } from './codetether-params.ts';
import type { CodetetherSettings } from './codetether-settings.ts';
import { isLatest } from './image-reference.ts';

/** What may not be asked for of a tenant that is not there yet, or that has something else. */
export function codetetherWishFaults(
  settings: CodetetherSettings,
  { params: given, isAdmin, have }: ParamsWish,
): readonly InputError[] {
  const params = codetetherParams.parse(given);
  const now = have === undefined ? undefined : instanceOf(settings, have);
  return [
    ...idFaults(params, now, isAdmin),
    ...domainFaults(params, now),
    ...(isAdmin ? [] : choiceFaults(params, now, settings)),
    ...latestFaults(params, now, settings),
  ];
}

function idFaults(
  { tenant: { id } }: CodetetherParams,
  now: CodetetherInstance | undefined,
  isAdmin: boolean,
): readonly InputError[] {
  const pointer = '/tenant/id';
  if (now !== undefined && (id ?? now.tenant.id) !== now.tenantId) {
    return [{ pointer, code: 'immutable', message: "The tenant's data goes by it: it stays" }];
  }
  if (id === undefined || id === now?.tenantId || isAdmin) return [];
  const message = 'Only an admin may set it; left out, the id of the tenant is used';
  return [{ pointer, code: 'not_allowed', message }];
}

function domainFaults(
  { ingress: { baseDomain } }: CodetetherParams,
  now: CodetetherInstance | undefined,
): readonly InputError[] {
  if (now === undefined || now.params.ingress.baseDomain === baseDomain) return [];
  const message = 'Realm, certificate and DNS record carry it: it stays once the tenant exists';
  return [{ pointer: '/ingress/baseDomain', code: 'immutable', message }];
}

/** What only an admin may choose freely; what the tenant has already stays. */
function choiceFaults(
  { ingress: { baseDomain }, image: { repository } }: CodetetherParams,
  now: CodetetherInstance | undefined,
  { baseDomains, imageRepositories }: CodetetherSettings,
): readonly InputError[] {
  const code = 'not_allowed';
  const isDomain = now !== undefined || baseDomains.includes(baseDomain);
  const isImage =
    repository === now?.params.image.repository || imageRepositories.includes(repository);
  const oneOf = (names: readonly string[]) =>
    `Must be one of: ${names.join(', ')}; or ask an admin`;
  return [
    ...(isDomain ? [] : [{ pointer: '/ingress/baseDomain', code, message: oneOf(baseDomains) }]),
    ...(isImage ? [] : [{ pointer: '/image/repository', code, message: oneOf(imageRepositories) }]),
  ];
}

/** A tenant that has the tag already keeps it until it gets another one. */
function latestFaults(
  { image }: CodetetherParams,
  now: CodetetherInstance | undefined,
  { isLatestAllowed }: CodetetherSettings,
): readonly InputError[] {
  const isNew = now === undefined || !isLatest(now.params.image);
  if (isLatestAllowed || !isLatest(image) || !isNew) return [];
  const message = 'Must name a version: latest, which is the default, is refused here';
  return [{ pointer: '/image/tag', code: 'latest_refused', message }];
}
