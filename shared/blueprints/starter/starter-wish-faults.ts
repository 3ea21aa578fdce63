import type { ParamsWish } from '../../blueprint/blueprint.ts';
import type { InputError } from '../../tenant/errors.ts';
import { hostWishFaults } from './host-wish-faults.ts';
import { latestFaults } from './latest-faults.ts';
import { starterParams } from './starter-params.ts';
import type { StarterSettings } from './starter-settings.ts';

/** What may not be asked for now, by this caller or of this tenant. */
export function starterWishFaults(
  settings: StarterSettings,
  { params, have, ...wish }: ParamsWish,
): readonly InputError[] {
  const wanted = starterParams.parse(params);
  const former = have === undefined ? undefined : starterParams.parse(have.params);
  return [
    ...hostWishFaults(settings, { ...wish, wanted, former }),
    ...(settings.isLatestAllowed ? [] : latestFaults(wanted, former)),
  ];
}
