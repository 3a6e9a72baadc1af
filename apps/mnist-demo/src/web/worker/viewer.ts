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
 * Asks copies of the network while the original is being trained, in a worker of its own: for each layer a network that
 * ends there, so that what every layer puts out can be seen.
 */
export class Viewer {
  readonly #inUse = new InUse();
  #networks: readonly Network[] = [];
  #pixels = 0;

  /** Makes the copies; they know nothing before `show`. */
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

  /** Takes over what the network has learned: weights and biases, layer by layer. */
  show(parameters: readonly Parameter[]): void {
    for (const network of this.#networks) {
      const names = network.readParameters().map(({ name }) => name);
      network.writeParameters(names.map((name, i) => ({ name, data: parameters[i]!.data })));
    }
  }

  /**
   * What the last layer makes of a picture.
   *
   * @param pixels `[pixels]`, 0 to 1
   * @returns the probabilities, `[classes]`; nothing for a picture that was drawn for another network
   */
  async predict(pixels: Float32Array): Promise<Float32Array | undefined> {
    const network = this.#networks.at(-1);
    return network && pixels.length === this.#pixels ? this.#output(network, pixels) : undefined;
  }

  /** What every layer makes of a picture, from the first hidden one to the probabilities; nothing as for `predict`. */
  async look(pixels: Float32Array): Promise<readonly Float32Array[]> {
    if (pixels.length !== this.#pixels) return [];
    return Promise.all(this.#networks.map((network) => this.#output(network, pixels)));
  }

  async #output(network: Network, pixels: Float32Array): Promise<Float32Array> {
    const { data } = await this.#inUse.by(network.predict({ rows: 1, columns: pixels.length, data: pixels }));
    return Float32Array.from(data);
  }
}
