import { printable } from './printable.js';

/** Describes an unexpected value for an error, in one short line: `'relu'`, `a function`, `an object with inputs`. */
export function describeValue(value: unknown): string {
  return typeof value === 'string' ? `'${printable(value)}'` : printable(describe(value), 200);
}

function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return 'an array';
  if ('then' in value) return 'a promise; the function must not be async';
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  if (typeof name === 'string' && name !== 'Object' && name !== '') return `an instance of ${name}`;
  return `an object with ${Object.keys(value).join(', ') || 'no properties'}`;
}
