import type { Run } from './backend.js';
import { NnfError } from './errors.js';
import { Plan, scalarNames } from './plan.js';
import { restoreParameters, type Snapshot, snapshotParameters } from './snapshot.js';
import type { Training } from './train.js';

/** The name of a parameter or slot with a number that is not finite; undefined when all are. */
export function nonFiniteParameter(snapshot: Snapshot): string | undefined {
  for (const [name, values] of snapshot) if (!values.every(Number.isFinite)) return name;
  return undefined;
}

/**
 * Finds where an epoch went wrong: computes it again from the last good parameters, batch by batch, with every operation
 * an output, until one makes a number that is not finite.
 *
 * @returns the error to throw, which names the epoch, the batch and the operation
 */
export async function findNonFinite(training: Training, run: Run, epoch: number, good: Snapshot): Promise<NnfError> {
  const plan = observed(training.plans.train);
  const program = await training.backend.compile({ observed: plan });
  const data = program.load({ inputs: training.data.inputs, targets: training.data.targets });
  try {
    restoreParameters(program, good);
    const width = scalarNames(plan).length;
    for (let from = run.from, batch = 0; from < run.to; from += run.batchSize, batch++) {
      const to = Math.min(run.to, from + run.batchSize);
      const scalars = run.scalars.subarray(batch * width, (batch + 1) * width);
      const outputs = await program.run({ ...run, plan: 'observed', data, from, to, scalars });
      const first = Object.entries(outputs).find(([, values]) => !values.every(Number.isFinite));
      const parameter = nonFiniteParameter(snapshotParameters(program, plan));
      if (first) return divergence(training, epoch, batch, describe(plan, Number(first[0])));
      if (parameter) return divergence(training, epoch, batch, `the update of ${parameter}`);
    }
    return divergence(training, epoch, undefined, 'an operation that did not repeat it');
  } finally {
    data.dispose();
    program.dispose();
  }
}

/** The plan with all that it computes as outputs, named by their place. */
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
