import type { EpochPoint, Parameter } from '../worker/training-update.js';
import { make } from './page-elements.js';

/** Downloads a file to the user's computer. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** The history as CSV, with one line per epoch. Values that were not measured after an epoch are empty. */
export function historyToCsv(history: readonly EpochPoint[]): string {
  const lines = history.map(({ epoch, loss, accuracy, testLoss, testAccuracy }) =>
    [epoch, loss, accuracy, testLoss ?? '', testAccuracy ?? ''].join(','),
  );
  return ['epoch,loss,accuracy,test loss,test accuracy', ...lines, ''].join('\n');
}

/** Weights and biases as JSON. `network.writeParameters` accepts them once `data` is a Float32Array again. */
export function parametersToJson(parameters: readonly Parameter[]): string {
  return JSON.stringify(parameters.map(({ data, ...rest }) => ({ ...rest, data: Array.from(data) })));
}
