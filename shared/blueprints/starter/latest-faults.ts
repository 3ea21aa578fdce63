import type { InputError } from '../../tenant/errors.ts';
import { componentsOf } from './component.ts';
import { isLatest } from './image-reference.ts';
import type { StarterParams } from './starter-params.ts';

/** Images with the tag `latest` that would run and that the tenant does not run already. */
export function latestFaults(
  wanted: StarterParams,
  former: StarterParams | undefined,
): readonly InputError[] {
  const running = (former === undefined ? [] : componentsOf(former)).map(({ name }) => name);
  return componentsOf(wanted)
    .filter(({ name }) => {
      const { image = '' } = wanted[name];
      const isKept = running.includes(name) && former?.[name].image === image;
      return isLatest(image) && !isKept;
    })
    .map(({ name }) => ({
      pointer: `/${name}/image`,
      code: 'latest_refused',
      message: 'Must name a version: the tag latest is refused here',
    }));
}
