import { reference } from '@nnf/backend-reference';
import { type Plan, type PlanScalar, type Program, scalarsOf } from '@nnf/core';

/** Values of a plan's inputs and parameters by name, row by row. */
export type Values = Readonly<Record<string, ArrayLike<number>>>;

/** A plan compiled on the reference backend, to be computed any number of times. */
export class PlanComputation {
  private constructor(
    readonly plan: Plan,
    private readonly program: Program,
  ) {}

  static async of(plan: Plan): Promise<PlanComputation> {
    return new PlanComputation(plan, await reference().compile({ plan }));
  }

  /**
   * Computes the plan's outputs for one batch, by name.
   *
   * @param values of every input and parameter
   * @param scalar the value of each scalar; by default, 0
   */
  async compute(
    values: Values,
    rows: number,
    scalar: (scalar: PlanScalar) => number = () => 0,
  ): Promise<Readonly<Record<string, Float64Array>>> {
    const matrices = this.plan.nodes.flatMap((node) => {
      if (node.operation === 'parameter') this.program.write(node.name, values[node.name]!);
      if (node.operation !== 'input') return [];
      return [[node.name, { rows, columns: node.shape[1], data: Float64Array.from(values[node.name]!) }] as const];
    });
    const data = this.program.load(Object.fromEntries(matrices));
    const table = Float64Array.from(scalarsOf(this.plan).map(scalar));
    const outputs = await this.program.run({ plan: 'plan', data, from: 0, to: rows, batchSize: rows, scalars: table });
    data.dispose();
    return Object.fromEntries(Object.entries(outputs).map(([name, numbers]) => [name, Float64Array.from(numbers)]));
  }
}
