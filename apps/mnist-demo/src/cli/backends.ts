import { cpu } from '@nnf/backend-cpu';
import { gpu } from '@nnf/backend-gpujs';
import { reference } from '@nnf/backend-reference';
import type { Backend, DataType } from '@nnf/core';
import type { Candidate } from '../shared/choose-backend.js';

/** Creates a backend with a data type. By default, the backend's own. */
type MakeBackend = (options: { readonly dtype?: DataType }) => Backend;

/** The values of `--backend`, besides `auto`. The first is the default. */
export const backends: ReadonlyMap<string, MakeBackend> = new Map<string, MakeBackend>([
  ['cpu', (options) => cpu(options)],
  ['gpu', () => gpu()],
  ['reference', () => reference()],
]);

/** Chooses the backend once the network and the images are known: see `autoBackend`. */
export const auto = 'auto';
/** The data types of `auto`, whichever backend it chooses. */
export const autoDataTypes: readonly DataType[] = ['float32'];

/** Creates a backend that `auto` may choose. */
export async function candidateBackend(candidate: Candidate): Promise<Backend> {
  return candidate === 'cpu' ? cpu({ dtype: 'float32' }) : gpu({ mode: candidate });
}
