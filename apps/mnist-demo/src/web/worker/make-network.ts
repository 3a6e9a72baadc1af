import { accuracy, type Backend, createNetwork, type Network } from '@nnf/core';
import { type InitialValues, initialValues } from '../../shared/initial-values.js';
import { layersOf } from '../../shared/model.js';
import type { NetworkSettings } from '../settings/settings.js';
import { activationTable } from './activation-table.js';
import { optimizerTable } from './optimizer-table.js';

/** The sizes of the network's input and output. */
export interface NetworkEnds {
  readonly pixels: number;
  readonly classes: number;
}

/** Creates the network that the settings describe on a backend. It is the same model as the command line's. */
export async function makeNetwork(
  settings: NetworkSettings,
  { pixels, classes }: NetworkEnds,
  backend: Backend,
): Promise<Network> {
  const layers = layersOf({ pixels, hidden: settings.hidden.map(({ size }) => size), classes }, initialOf(settings), {
    activations: settings.hidden.map(({ activation }) => activationTable[activation](settings.expression)),
    dropoutRate: settings.dropout,
  });
  return createNetwork(layers, {
    backend,
    optimizer: optimizerTable[settings.optimizer](),
    metrics: [accuracy],
    seed: settings.seed,
  });
}

function initialOf({ initializer }: NetworkSettings): InitialValues {
  const initial = initialValues.get(initializer);
  if (!initial) throw new RangeError(`there is no initializer '${initializer}'`);
  return initial;
}
