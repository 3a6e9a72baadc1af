import { NnfError } from '../base/errors.js';
import { nonFiniteIn } from '../base/finite.js';
import type { RunRequest } from '../plan/backend.js';
import { Plan, scalarsOf } from '../plan/plan.js';
import type { Training } from './training.js';

/**
 * Finds the operation that made the first number that is not finite. It repeats the epoch batch by batch, from the restored
 * parameters, with every operation as an output.
 *
 * @returns the error to throw; it names the epoch, the batch and the operation
 */
export async function findNonFinite(training: Training, run: RunRequest, epoch: number): Promise<NnfError> {
  const plan = observed(training.plans.train);
  const program = await training.backend.compile({ observed: plan });
  const data = program.load({ inputs: training.data.inputs, targets: training.data.targets });
  try {
    for (const node of plan.nodes) {
      if (node.operation === 'parameter') program.write(node.name, training.program.read(node.name));
    }
    const width = scalarsOf(plan).length;
    for (let from = run.from, batch = 0; from < run.to; from += run.batchSize, batch++) {
      const to = Math.min(run.to, from + run.batchSize);
      const scalars = run.scalars.subarray(batch * width, (batch + 1) * width);
      const outputs = await program.run({ ...run, plan: 'observed', data, from, to, scalars });
      const first = Object.entries(outputs).find(([, values]) => nonFiniteIn(values) >= 0);
      const parameter = program.keep();
      if (first) return divergence(training, epoch, batch, describe(plan, Number(first[0])));
      if (parameter) return divergence(training, epoch, batch, `the update of ${parameter}`);
    }
    return divergence(training, epoch, undefined, 'an unknown operation');
  } finally {
    data.dispose();
    program.dispose();
  }
}

/** The plan with every operation as an output, named by its position. */
function observed(plan: Plan): Plan {
  const outputs = plan.nodes.flatMap((node, index) =>
    node.operation === 'update' ? [] : [[String(index), index] as const],
  );
  return new Plan(plan.nodes, Object.fromEntries(outputs));
}

function describe(plan: Plan, index: number): string {
  const { operation, label } = plan.nodes[index]!;
  return operation === 'input' ? `the data's ${label}` : `%${index} ${operation} (${label})`;
}

function divergence({ learningRate }: Training, epoch: number, batch: number | undefined, culprit: string): NnfError {
  const place = batch === undefined ? `epoch ${epoch}` : `epoch ${epoch}, batch ${batch}`;
  return new NnfError(
    'NON_FINITE',
    `${place}: ${culprit} made the first number that is not finite; the parameters are those before the epoch. ` +
      `Try a smaller learningRate${typeof learningRate === 'number' ? ` (it is ${learningRate})` : ''}, and look for data that is not finite`,
  );
}
