import { invalidArgument } from './invalid-argument.js';

/** @throws NnfError `INVALID_ARGUMENT` unless the value is an integer of 1 or more */
export function checkSize(value: number, name: string): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw invalidArgument(name, value, 'an integer of 1 or more');
}
