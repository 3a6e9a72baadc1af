import { checkSize } from '../base/check-size.js';
import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import { checkPlugin } from '../base/plugin.js';
import type { ParameterDeclaration } from './layer.js';

/**
 * What a layer says of its parameters, before anything is made of it.
 *
 * @param label which layer it is, for errors: `hidden layer 1`
 * @throws NnfError `INVALID_PLUGIN` for what is no list of declarations, or a role that there is not; `DUPLICATE_NAME` for two
 * of one name; `INVALID_ARGUMENT` for a size that is none; `WRONG_PLUGIN` where it begins as neither initializer nor numbers
 */
export function checkDeclarations(declared: readonly ParameterDeclaration[], label: string): void {
  if (!Array.isArray(declared)) {
    throw new NnfError('INVALID_PLUGIN', `${label}: parameters returned ${describeValue(declared)}, expected a list`);
  }
  const names = new Set<string>();
  for (const { name, role, shape, initial } of declared as readonly ParameterDeclaration[]) {
    if (names.has(name)) throw new NnfError('DUPLICATE_NAME', `${label}: two of its parameters are named '${name}'`);
    names.add(name);
    if (role !== 'weight' && role !== 'bias') {
      throw new NnfError('INVALID_PLUGIN', `${label}: the role of ${name} is ${String(role)}, expected weight or bias`);
    }
    if (!Array.isArray(shape)) {
      throw new NnfError(
        'INVALID_PLUGIN',
        `${label}: the shape of ${name} is ${describeValue(shape)}, expected [rows, columns]`,
      );
    }
    checkSize(shape[0], `${label}: the number of rows of ${name}`);
    checkSize(shape[1], `${label}: the number of columns of ${name}`);
    const isMatrix = typeof initial === 'object' && initial !== null && 'data' in initial;
    if (!isMatrix) checkPlugin(initial, 'initializer', `${label}: ${name}`);
  }
}
