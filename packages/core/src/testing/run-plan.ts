import type { Backend } from '../plan/backend.js';
import { type Plan, scalarsOf } from '../plan/plan.js';
import type { PlanResult, PlanRun } from './interpret-plan.js';

/** Runs a plan on a backend, with the arguments and the result of `interpretPlan`. */
export async function runPlan(backend: Backend, plan: Plan, run: PlanRun): Promise<PlanResult> {
  const { batchSize = run.rows, rows: to } = run;
  const program = await backend.compile({ plan });
  const names = plan.nodes.flatMap((node) => (node.operation === 'parameter' ? [node.name] : []));
  for (const name of names) {
    const values = run.parameters?.[name];
    if (values) program.write(name, values);
  }
  const scalars = scalarsOf(plan);
  const table = Float64Array.from({ length: Math.ceil(to / batchSize) * scalars.length }, (_, i) =>
    run.scalar!(scalars[i % scalars.length]!, Math.floor(i / scalars.length)),
  );
  const data = program.load(run.data);
  const request = { plan: 'plan', data, from: 0, to, batchSize, scalars: table };
  const outputs = await program.run(run.order ? { ...request, order: run.order } : request);
  const parameters = Object.fromEntries(names.map((name) => [name, Array.from(program.read(name))]));
  data.dispose();
  program.dispose();
  const plain = Object.entries(outputs).map(([name, values]) => [name, Array.from(values)] as const);
  return { outputs: Object.fromEntries(plain), parameters };
}
