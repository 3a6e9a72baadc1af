import { softmax } from '@nnf/activation-softmax';
import { cpu } from '@nnf/backend-cpu';
import { createNetwork, HiddenLayer, InputLayer, type Network, OutputLayer } from '@nnf/core';
import { zeros } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import type { NetworkSettings } from '../settings/settings.js';
import { activationTable } from './activation-table.js';
import { InUse } from './in-use.js';
import type { NetworkEnds } from './make-network.js';
import type { Parameter } from './training-update.js';

const initial = { weights: zeros, biases: zeros };

/**
 * Queries copies of the network in a separate worker while the original is being trained. It has one network for each layer,
 * which ends at that layer, so that every layer's outputs can be shown.
 */
export class Viewer {
  readonly #inUse = new InUse();
  #networks: readonly Network[] = [];
  #pixels = 0;

  /** Creates the copies. Their parameters are zeros until `show`. */
  async open(settings: NetworkSettings, { pixels, classes }: NetworkEnds): Promise<void> {
    const layers = [
      ...settings.hidden.map(({ size, activation }) => ({
        size,
        activation: activationTable[activation](settings.expression),
      })),
      { size: classes, activation: softmax },
    ];
    const networks = await Promise.all(
      layers.map((last, depth) => {
        const before = layers.slice(0, depth).map(({ size, activation }) => new HiddenLayer(size, activation, initial));
        const output = new OutputLayer(last.size, last.activation, meanSquaredError, initial);
        return createNetwork([new InputLayer(pixels), ...before, output], { backend: cpu(), seed: 0 });
      }),
    );
    const before = this.#networks;
    this.#networks = networks;
    this.#pixels = pixels;
    await this.#inUse.ended();
    for (const network of before) network.dispose();
  }

  /** Writes the trained weights and biases, layer by layer, into the copies. */
  show(parameters: readonly Parameter[]): void {
    for (const network of this.#networks) {
      const names = network.readParameters().map(({ name }) => name);
      network.writeParameters(names.map((name, i) => ({ name, data: parameters[i]!.data })));
    }
  }

  /**
   * Predicts a picture's class.
   *
   * @param pixels `[pixels]`, from 0 to 1
   * @returns the probabilities, `[classes]`; undefined if the picture was drawn for a network with another input size
   */
  async predict(pixels: Float32Array): Promise<Float32Array | undefined> {
    const network = this.#networks.at(-1);
    return network && pixels.length === this.#pixels ? this.#output(network, pixels) : undefined;
  }

  /** Returns every layer's outputs, from the first hidden layer to the probabilities; none where `predict` returns undefined. */
  async look(pixels: Float32Array): Promise<readonly Float32Array[]> {
    if (pixels.length !== this.#pixels) return [];
    return Promise.all(this.#networks.map((network) => this.#output(network, pixels)));
  }

  async #output(network: Network, pixels: Float32Array): Promise<Float32Array> {
    const { data } = await this.#inUse.by(network.predict({ rows: 1, columns: pixels.length, data: pixels }));
    return Float32Array.from(data);
  }
}
