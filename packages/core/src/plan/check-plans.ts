import { NnfError } from '../base/errors.js';
import { planFormat } from '../base/plugin.js';
import type { Plan } from './plan.js';

/**
 * What every backend asks of plans before it compiles them.
 *
 * @param backend the backend's name, for the error
 * @throws NnfError `PLAN_FORMAT` for a plan of another plan format: another version of core made it
 * @example
 * checkPlans(plans, 'cpu');
 */
export function checkPlans(plans: Readonly<Record<string, Plan>>, backend: string): void {
  for (const [name, { format }] of Object.entries(plans)) {
    if (format === planFormat) continue;
    throw new NnfError(
      'PLAN_FORMAT',
      `${backend}: the plan '${name}' has plan format ${String(format)}, this backend is for ${planFormat}; ` +
        'install versions of @nnf/core and the backend that belong together',
    );
  }
}
