import { resolve } from 'node:path';
import { isNnfError, type Network } from '@nnf/core';
import { checkReplaceable, type ImageDataset, replaceFile } from '@nnf/dataset-mnist/node';
import { curvesToSvg } from './curves-svg.js';
import type { EpochFacts } from './report.js';
import type { Settings } from './settings.js';
import { weightsToPng } from './weights-png.js';
import { WrongUse } from './wrong-use.js';

/** The pictures that `--plot` and `--weights` ask for. */
export class PictureFiles {
  readonly #plot: string | undefined;
  readonly #weights: string | undefined;
  readonly #epochs: Pick<EpochFacts, 'epoch' | 'loss' | 'accuracy'>[] = [];

  constructor({ plot, weights }: Pick<Settings, 'plot' | 'weights'>) {
    this.#plot = plot;
    this.#weights = weights;
  }

  /** @throws WrongUse for a file that cannot be written; called before training */
  async check(): Promise<void> {
    for (const [option, file] of Object.entries({ plot: this.#plot, weights: this.#weights })) {
      if (file === undefined) continue;
      const wrong = (why: string): WrongUse =>
        new WrongUse(`option '--${option} <file>' argument '${file}' is invalid. ${why}`);
      if (file === '') throw wrong('It names no file.');
      if (option === 'weights' && this.#plot !== undefined && resolve(file) === resolve(this.#plot)) {
        throw wrong('It is the file of --plot.');
      }
      await checkReplaceable(file).catch((error: unknown) => {
        throw isNnfError(error) ? wrong(error.message) : error;
      });
    }
  }

  /** Adds an epoch to the curves. */
  add({ epoch, loss, accuracy }: EpochFacts): void {
    if (this.#plot !== undefined) this.#epochs.push({ epoch, loss, accuracy });
  }

  /**
   * Writes the pictures of the trained network. If one fails, the other is still written.
   *
   * @throws Error that names each file that could not be written
   */
  async write(network: Network, { width, height }: ImageDataset): Promise<void> {
    const [weights] = network.readParameters();
    const problems: string[] = [];
    const write = async (file: string, content: string | Uint8Array): Promise<void> => {
      await replaceFile(file, content).catch((error: unknown) => {
        problems.push(error instanceof Error ? error.message : String(error));
      });
    };
    if (this.#plot !== undefined) await write(this.#plot, curvesToSvg(this.#epochs));
    if (this.#weights !== undefined && weights) await write(this.#weights, weightsToPng(weights, width, height));
    if (problems.length > 0) throw new Error(problems.join('; '));
  }
}
