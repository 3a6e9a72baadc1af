import type { Matrix } from '../base/matrix.js';
import { CheckedProgram } from './checked-program.js';
import type { LoadedInputs } from './loaded-inputs.js';
import type { ParameterNode } from './plan-node.js';

/**
 * A {@link CheckedProgram} that implements `keep` and `restore` with copies from `readParameter`. A backend with a faster way
 * to copy its memory extends `CheckedProgram` instead.
 *
 * @example
 * class LoopsProgram extends KeepingProgram<Plan, LoadedInputs, StoredParameter> { … }
 */
export abstract class KeepingProgram<
  CompiledPlan,
  Data extends LoadedInputs<Pick<Matrix, 'columns'>>,
  Parameter extends Pick<ParameterNode, 'shape'>,
> extends CheckedProgram<CompiledPlan, Data, Parameter> {
  readonly #kept = new Map<string, Float32Array | Float64Array>();

  keep(): string | undefined {
    this.checkUsable();
    const values = [...this.parameters.keys()].map((name) => [name, this.read(name)] as const);
    const wrong = values.find(([, numbers]) => !numbers.every(Number.isFinite));
    if (wrong) return wrong[0];
    for (const [name, numbers] of values) this.#kept.set(name, numbers);
    return undefined;
  }

  restore(): void {
    this.checkUsable();
    for (const [name, values] of this.#kept) this.write(name, values);
  }

  override dispose(): void {
    super.dispose();
    this.#kept.clear();
  }

  /** The size of the copies in bytes; add it to `bytes`. */
  protected get keptBytes(): number {
    return [...this.#kept.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }
}
