import type { Plugin } from '@nnf/core';

/** `leaky-relu (slope 0.1)`: the plugin's name, and the options that distinguish it. */
export function titleOf({ name, options = {} }: Plugin): string {
  const list = Object.entries(options).map(([option, value]) => `${option} ${value}`);
  return list.length === 0 ? name : `${name} (${list.join(', ')})`;
}
