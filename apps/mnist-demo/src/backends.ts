import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import type { Backend, DataType } from '@nnf/core';

/** Makes a backend that computes with numbers of a type; with its own default where none is named. */
type MakeBackend = (options: { readonly dtype?: DataType }) => Backend;

/** What `--backend` may name. The first is the default. */
export const backends: ReadonlyMap<string, MakeBackend> = new Map<string, MakeBackend>([
  ['cpu', (options) => cpu(options)],
  ['gpu', () => gpu()],
  ['reference', () => reference()],
]);
