import type { SetOutputs } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';

/** Shows the site's URL and the outputs to callers. */
export const setOutputs: StepImplementation<SetOutputs> = async (
  _context,
  { siteUrl, outputs },
) => ({
  kind: 'done',
  tenant: { siteUrl, outputs },
});
