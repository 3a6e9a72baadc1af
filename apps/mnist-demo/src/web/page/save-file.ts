import type { EpochPoint, Parameter } from '../worker/training-update.js';
import { make } from './page-elements.js';

/** Gives the reader a file. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** The history as CSV: a line an epoch; what was not measured after an epoch is empty. */
export function historyToCsv(history: readonly EpochPoint[]): string {
  const lines = history.map(({ epoch, loss, accuracy, testLoss, testAccuracy }) =>
    [epoch, loss, accuracy, testLoss ?? '', testAccuracy ?? ''].join(','),
  );
  return ['epoch,loss,accuracy,test loss,test accuracy', ...lines, ''].join('\n');
}

/** Weights and biases as JSON, as `network.writeParameters` takes them once `data` is a Float32Array again. */
export function parametersToJson(parameters: readonly Parameter[]): string {
  return JSON.stringify(parameters.map(({ data, ...rest }) => ({ ...rest, data: Array.from(data) })));
}
