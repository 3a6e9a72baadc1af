import { access, constants, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Network } from '@nnf/core';
import type { ImageDataset } from '@nnf/dataset-mnist/node';
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
      try {
        await access(dirname(file), constants.W_OK);
      } catch {
        throw new WrongUse(
          `option '--${option} <file>' argument '${file}' is invalid. Its folder cannot be written to.`,
        );
      }
    }
  }

  /** Adds an epoch to the curves. */
  add({ epoch, loss, accuracy }: EpochFacts): void {
    if (this.#plot !== undefined) this.#epochs.push({ epoch, loss, accuracy });
  }

  /** Writes the pictures of the trained network. */
  async write(network: Network, { width, height }: ImageDataset): Promise<void> {
    if (this.#plot !== undefined) await writeFile(this.#plot, curvesToSvg(this.#epochs));
    const [weights] = network.readParameters();
    if (this.#weights !== undefined && weights) await writeFile(this.#weights, weightsToPng(weights, width, height));
  }
}
