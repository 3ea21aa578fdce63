import type { ParamsWish } from '../../blueprint/blueprint.ts';
import type { InputError } from '../../tenant/errors.ts';
import { componentNames } from './component-name.ts';
import { isLatest } from './image-reference.ts';
import { starterParams } from './starter-params.ts';

/** Images with the tag `latest` that the tenant does not have already. */
export function latestFaults({ params, have }: ParamsWish): readonly InputError[] {
  const wanted = starterParams.parse(params);
  const former = have === undefined ? undefined : starterParams.parse(have.params);
  return componentNames
    .filter((name) => {
      const { image = '' } = wanted[name];
      return isLatest(image) && former?.[name].image !== image;
    })
    .map((name) => ({
      pointer: `/${name}/image`,
      code: 'not_allowed',
      message: 'Must not have the tag latest: say which version it is',
    }));
}
