import type { ImageDataset } from '@nnf/dataset-mnist';
import type { UsedBackend } from '../../shared/auto-backend.js';
import type { Settings } from '../settings/settings.js';
import { backendTable } from './backend-table.js';
import { makeNetwork, type NetworkEnds } from './make-network.js';

/**
 * Returns the backend that the settings name. For `auto`, chooses the one that suits the network and the images. Like the GPU
 * backend, the code that chooses is downloaded when it is needed.
 */
export async function usedBackend(settings: Settings, train: ImageDataset, ends: NetworkEnds): Promise<UsedBackend> {
  if (settings.backend !== 'auto') return { backend: await backendTable[settings.backend]() };
  const chooser = await import('../../shared/auto-backend.js').catch(() => undefined);
  if (!chooser) return { backend: await backendTable.cpu(), choice: 'auto takes cpu: this machine is offline' };
  return chooser.autoBackend({
    sizes: { ...ends, hidden: settings.hidden.map(({ size }) => size) },
    train,
    batchSize: settings.batchSize,
    learningRate: settings.learningRate,
    makeBackend: (candidate) => backendTable[candidate === 'cpu' ? candidate : (`gpu-${candidate}` as const)](),
    makeNetwork: (backend) => makeNetwork(settings, ends, backend),
  });
}
