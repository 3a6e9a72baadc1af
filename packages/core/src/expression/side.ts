import type { Condition } from './expression.js';

/** One side of a condition, within a side of another condition or within everything, which has no condition. */
export interface Side {
  /** The condition, whether it is the side where that holds, and what contains the side. */
  readonly of?: readonly [condition: Condition, holds: boolean, within: Side];
  /** The number of sides that contain it. */
  readonly depth: number;
  /** Both sides of each condition within it. */
  readonly within: Map<Condition, readonly [fails: Side, holds: Side]>;
}

/** Everything: the side that contains all others. */
export const wholeSide = (): Side => ({ depth: 0, within: new Map() });

/** A side of a condition within a side. The same condition has the same sides there. */
export function sideOf(condition: Condition, holds: boolean, outer: Side): Side {
  const side = (which: boolean): Side => ({
    of: [condition, which, outer],
    depth: outer.depth + 1,
    within: new Map(),
  });
  const both = outer.within.get(condition) ?? ([side(false), side(true)] as const);
  outer.within.set(condition, both);
  return both[holds ? 1 : 0];
}
