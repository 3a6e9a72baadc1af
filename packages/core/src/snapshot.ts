import type { Program } from './backend.js';
import type { Plan } from './plan.js';

/** The values of a plan's parameters and slots at one moment, by name. */
export type Snapshot = ReadonlyMap<string, Float32Array | Float64Array>;

/** Copies every parameter and slot. */
export function snapshotParameters(program: Program, plan: Plan): Snapshot {
  return new Map(
    plan.nodes.flatMap((node) =>
      node.operation === 'parameter' ? [[node.name, program.read(node.name)] as const] : [],
    ),
  );
}

/** Puts every parameter and slot back. */
export function restoreParameters(program: Program, snapshot: Snapshot): void {
  for (const [name, values] of snapshot) program.write(name, values);
}
