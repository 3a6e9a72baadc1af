import { checkName } from '../base/check-name.js';
import { checkSize } from '../base/check-size.js';
import { describeValue } from '../base/describe-value.js';
import { NnfError } from '../base/errors.js';
import { checkPlugin } from '../base/plugin.js';
import type { ParameterDeclaration } from './layer.js';

/**
 * Checks the parameters that a layer declares.
 *
 * @param label the layer, for errors: `hidden layer 1`
 * @throws NnfError `INVALID_PLUGIN` for a value that is not a list of declarations, or an unknown role; `DUPLICATE_NAME` for
 * two parameters of the same name; `INVALID_ARGUMENT` for an invalid size; `WRONG_PLUGIN` when `initial` is neither an
 * initializer nor a matrix
 */
export function checkDeclarations(declared: readonly ParameterDeclaration[], label: string): void {
  if (!Array.isArray(declared)) {
    throw new NnfError('INVALID_PLUGIN', `${label}: parameters returned ${describeValue(declared)}, expected a list`);
  }
  const names = new Set<string>();
  for (const { name, role, shape, initial } of declared as readonly ParameterDeclaration[]) {
    checkName(name, `${label}: a parameter's name`);
    if (names.has(name)) throw new NnfError('DUPLICATE_NAME', `${label}: two parameters are named '${name}'`);
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
