import { add, defineLayer, type Layer, LayerOutput, map, mul, NnfError } from '@nnf/core';

/**
 * scaleShift(x) = x ∘ scale + shift, `[batch, columns]` to `[batch, columns]`. Each column has a learned scale and a learned
 * shift (the last line of algorithm 1 in Ioffe and Szegedy, *Batch normalization*, ICML 2015). Shifts start at 0.
 *
 * @param scale the initial scale, a finite number; by default, 1, so that the layer is the identity at first
 * @throws NnfError `INVALID_ARGUMENT` for another scale
 * @example
 * const layers = [new InputLayer(4), scaleShift(), new HiddenLayer(8, tanh, initial), output];
 */
export function scaleShift(scale = 1): Layer {
  if (!Number.isFinite(scale)) {
    throw new NnfError('INVALID_ARGUMENT', `scaleShift: scale is ${String(scale)}, expected a finite number`);
  }
  return defineLayer('scale-shift', {
    options: { scale },
    outputs: (inputs) => inputs,
    parameters: (inputs) => {
      const each = { shape: [1, inputs], fanIn: 1, fanOut: 1 } as const;
      const row = (value: number) => ({ rows: 1, columns: inputs, data: new Float64Array(inputs).fill(value) });
      return [
        { ...each, name: 'scales', role: 'weight', initial: row(scale) },
        { ...each, name: 'shifts', role: 'bias', initial: row(0) },
      ];
    },
    forward: ({ input, parameter }) =>
      new LayerOutput(
        map((x, factor, shift) => add(mul(x, factor), shift), input, parameter('scales'), parameter('shifts')),
      ),
  });
}
