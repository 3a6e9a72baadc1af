import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import type { Backend, DataType } from '@nnf/core';
import type { Candidate } from '../shared/choose-backend.js';

/** Makes a backend that computes with numbers of a type; with its own default where none is named. */
type MakeBackend = (options: { readonly dtype?: DataType }) => Backend;

/** What `--backend` may name, beside `auto`. The first is the default. */
export const backends: ReadonlyMap<string, MakeBackend> = new Map<string, MakeBackend>([
  ['cpu', (options) => cpu(options)],
  ['gpu', () => gpu()],
  ['reference', () => reference()],
]);

/** Whoever names this leaves the choice to the network, once it and its images are known: see `autoBackend`. */
export const auto = 'auto';
/** What `auto` computes with, whatever it takes. */
export const autoDataTypes: readonly DataType[] = ['float32'];

/** What `auto` chooses from. */
export async function candidateBackend(candidate: Candidate): Promise<Backend> {
  return candidate === 'cpu' ? cpu({ dtype: 'float32' }) : gpu({ mode: candidate });
}
