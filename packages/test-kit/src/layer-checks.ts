import { reference } from '@nnf/backend-reference';
import { createNetwork, InputLayer, type Layer, OutputLayer } from '@nnf/core';
import { ensureDerivatives } from './central-difference.js';
import { type Check, ensure } from './check.js';
import {
  forwardLayer,
  initialNumbers,
  randomNumbers,
  type TracedLayer,
  traceLayer,
  widthsOf,
} from './layer-samples.js';
import { PlanComputation } from './plan-computation.js';
import { textOf, throughText } from './plan-text.js';
import { ensureIdentity } from './plugin-identity.js';
import { ensureSameBits } from './same-bits.js';
import { numbersBetween } from './sample-numbers.js';
import { squaredError } from './squared-error.js';

/** How a layer is tested. */
export interface LayerExpectations {
  /** The numbers of input columns to try. By default, 1, 4 and 7. */
  readonly inputs?: readonly number[];
}

/**
 * The checks that every layer must pass, without a test runner. `layerSuite` registers them. All but one run in training
 * and in evaluation, with the same random numbers each time.
 *
 * @param make returns a new layer at each call, as a layer belongs to one network
 * @example
 * const failures = await failuresOf(layerChecks(() => dropout(0.5)));
 */
export function layerChecks(make: () => Layer, { inputs = [1, 4, 7] }: LayerExpectations = {}): readonly Check[] {
  const check = (name: string, run: (layer: Layer, inputs: readonly number[]) => void | Promise<void>): Check => ({
    name,
    run: async () => run(make(), inputs),
  });
  return [
    check('is a layer with a name in kebab-case', (layer) => ensureIdentity(layer, 'layer')),
    check('has as many columns as it declares', makesColumns),
    check('declares its parameters correctly', declaresParameters),
    check('its derivatives agree with central differences', agreesWithDifferences),
    check('is finite at large inputs, and so are its derivatives', staysFinite),
    check('propagates NaN in evaluation', passesNaN),
    check('has no state between calls', hasNoState),
    check('computes each row of a batch as if alone', isRowByRow),
    check('is random in training only, and new at each step', isRandomInTraining),
    check('survives saving and loading its expressions', survivesSaving),
    { name: 'trains in a network', run: () => trains(make, inputs) },
  ];
}

const modes = ['training', 'evaluation'] as const;

/** Both modes of a layer for each width, traced. */
function tracesOf(layer: Layer, inputs: readonly number[]): readonly (readonly [where: string, trace: TracedLayer])[] {
  return widthsOf(layer, inputs).flatMap((width) =>
    modes.map((mode) => [`in ${mode}, of ${width} columns`, traceLayer(layer, width, mode === 'training')] as const),
  );
}

function makesColumns(layer: Layer, inputs: readonly number[]): void {
  for (const width of widthsOf(layer, inputs)) {
    const outputs = layer.outputs(width);
    ensure(Number.isInteger(outputs) && outputs > 0, `outputs(${width}) is ${outputs}, expected a number of columns`);
    for (const mode of modes) {
      const { shape } = traceLayer(layer, width, mode === 'training').output;
      ensure(
        shape[0] === 'batch' && shape[1] === outputs,
        `in ${mode} its output is [${shape.join(', ')}] for [batch, ${width}]; outputs(${width}) is ${outputs}`,
      );
    }
  }
}

function declaresParameters(layer: Layer, inputs: readonly number[]): void {
  for (const width of widthsOf(layer, inputs)) {
    const outputs = layer.outputs(width);
    const declared = layer.parameters(width, 'the layer');
    const names = declared.map(({ name }) => name);
    ensure(new Set(names).size === names.length, `two parameters have one name: ${names.join(', ')}`);
    for (const { name, role, shape, fanIn, fanOut } of declared) {
      const [rows, columns] = shape;
      const size = `${name} is [${shape.join(', ')}] for ${width} columns`;
      ensure(Number.isInteger(rows) && Number.isInteger(columns) && rows > 0 && columns > 0, size);
      ensure(role === 'weight' || role === 'bias', `${name} has the role ${String(role)}, expected weight or bias`);
      ensure(fanIn > 0 && fanOut > 0, `${name} has the fan-in ${fanIn} and the fan-out ${fanOut}`);
      const joinsAll = role === 'weight' && rows === width && columns === outputs;
      ensure(
        !joinsAll || (fanIn === width && fanOut === outputs),
        `${size}: its fan-in is ${width} and its fan-out ${outputs}, not ${fanIn} and ${fanOut}`,
      );
    }
    for (const parameter of declared) {
      const values = initialNumbers(parameter);
      const expected = parameter.shape[0] * parameter.shape[1];
      ensure(values.length === expected, `${parameter.name} has ${values.length} initial values, expected ${expected}`);
      ensure(values.every(Number.isFinite), `${parameter.name} has initial values that are not finite`);
    }
    const { read } = traceLayer(layer, width, true);
    const unread = names.find((name) => !read.has(name));
    ensure(unread === undefined, `in training it never reads its parameter ${unread}`);
  }
}

async function agreesWithDifferences(layer: Layer, inputs: readonly number[]): Promise<void> {
  const rows = 3;
  for (const width of widthsOf(layer, inputs)) {
    for (const mode of modes) {
      const declared = layer.parameters(width, 'the layer');
      await ensureDerivatives({
        what: `its output in ${mode}`,
        variables: [
          { name: 'input', shape: ['batch', width], values: numbersBetween(-2, 2, rows * width, width) },
          ...declared.map(({ name, shape }, i) => {
            return { name, shape, values: numbersBetween(-1, 1, shape[0] * shape[1], i + 20) };
          }),
        ],
        rows,
        trace: (builder, [input, ...parameters]) => {
          const byName = new Map(declared.map(({ name }, i) => [name, parameters[i]!]));
          return forwardLayer(layer, mode === 'training', { builder, input: input!, parameters: byName }).output;
        },
        scalar: randomNumbers(1),
      });
    }
  }
}

async function staysFinite(layer: Layer, inputs: readonly number[]): Promise<void> {
  for (const [where, trace] of tracesOf(layer, inputs)) {
    const computation = await PlanComputation.of(trace.plan);
    for (const far of [100, 1e3, 1e4]) {
      const input = Float64Array.from({ length: 4 * trace.inputs }, (_, i) => [far, -far, 0][i % 3]!);
      const outputs = await computation.compute({ ...trace.values(4), input }, 4, randomNumbers(1));
      for (const [name, values] of Object.entries(outputs)) {
        const wrong = values.find((value) => !Number.isFinite(value));
        ensure(wrong === undefined, `${where}, its ${name} is ${wrong} for inputs up to ${far}`);
      }
    }
  }
}

/** Only in evaluation, as a layer may drop values in training. */
async function passesNaN(layer: Layer, inputs: readonly number[]): Promise<void> {
  for (const width of widthsOf(layer, inputs)) {
    const trace = traceLayer(layer, width, false);
    const computation = await PlanComputation.of(trace.plan);
    for (let place = 0; place < width; place++) {
      const input = numbersBetween(-1, 1, width).with(place, Number.NaN);
      const { output } = await computation.compute({ ...trace.values(1), input }, 1, randomNumbers(1));
      ensure(output!.some(Number.isNaN), `of ${width} columns, its output has no NaN where input ${place} is`);
    }
  }
}

function hasNoState(layer: Layer, inputs: readonly number[]): void {
  const first = tracesOf(layer, inputs).map(([, { plan }]) => textOf(plan));
  tracesOf(layer, inputs).forEach(([where, { plan }], i) => {
    ensure(textOf(plan) === first[i], `traced again ${where}, it computes something else`);
  });
}

async function isRowByRow(layer: Layer, inputs: readonly number[]): Promise<void> {
  const rows = 5;
  for (const [where, trace] of tracesOf(layer, inputs)) {
    const computation = await PlanComputation.of(trace.plan);
    const values = trace.values(rows);
    const together = (await computation.compute(values, rows, randomNumbers(1))).output!;
    for (let row = 0; row < rows; row++) {
      const part = (numbers: ArrayLike<number>): Float64Array => {
        const width = numbers.length / rows;
        return Float64Array.from(numbers).subarray(row * width, (row + 1) * width);
      };
      const { input, 'weights of the sum': weights, ...parameters } = values;
      const scalar = randomNumbers(1, row);
      const own = { ...parameters, input: part(input!), 'weights of the sum': part(weights!) };
      const { output } = await computation.compute(own, 1, scalar);
      const there = { output: part(together) };
      ensureSameBits(there, `in row ${row} of a batch, ${where}`, { output: output! }, 'alone');
    }
  }
}

async function isRandomInTraining(layer: Layer, inputs: readonly number[]): Promise<void> {
  for (const width of widthsOf(layer, inputs)) {
    ensure(!traceLayer(layer, width, false).isRandom, `of ${width} columns, it is random in evaluation`);
    const trace = traceLayer(layer, width, true);
    if (!trace.isRandom) continue;
    const computation = await PlanComputation.of(trace.plan);
    const values = trace.values(64);
    const first = await computation.compute(values, 64, randomNumbers(1));
    const same = await computation.compute(values, 64, randomNumbers(1));
    const other = await computation.compute(values, 64, randomNumbers(2));
    ensureSameBits({ output: same.output! }, 'at the same step', { output: first.output! }, 'at first');
    ensure(
      other.output!.some((value, i) => value !== first.output![i]),
      `of ${width} columns, its random numbers are the same at every step`,
    );
  }
}

async function survivesSaving(layer: Layer, inputs: readonly number[]): Promise<void> {
  for (const [where, { plan, values }] of tracesOf(layer, inputs)) {
    const [before, after] = await Promise.all(
      [plan, throughText(plan)].map(async (which) =>
        (await PlanComputation.of(which)).compute(values(4), 4, randomNumbers(1)),
      ),
    );
    ensureSameBits(after!, `after loading, ${where}`, before!, 'before saving');
  }
}

/** Trains a network with the layer, and expects the loss to fall. */
async function trains(make: () => Layer, inputs: readonly number[]): Promise<void> {
  const layer = make();
  const [width = 1] = widthsOf(layer, inputs).slice(-1);
  const between = layer.outputs(width);
  const weights = Array.from({ length: between }, (_, i) => [i % 2 === 0 ? 0.5 : -0.25]);
  const output = new OutputLayer(1, undefined, squaredError, { weights, biases: [0] });
  const layers = [
    ...(layer.position === 'input' ? [] : [new InputLayer(width)]),
    layer,
    ...(layer.position === 'output' ? [] : [output]),
  ];
  const network = await createNetwork(layers, { backend: reference(), seed: 1 });
  const rows = 24;
  const x = numbersBetween(-1, 1, rows * width, 9);
  const columns = layer.position === 'output' ? between : 1;
  const data = {
    inputs: { rows, columns: width, data: x },
    targets: {
      rows,
      columns,
      data: Float64Array.from({ length: rows * columns }, (_, i) => (i % columns === 0 ? 1 : 0)),
    },
  };
  const { loss: before } = await network.evaluate(data);
  for await (const _ of network.train(data, { epochs: 40, learningRate: 0.01, batchSize: 8 }));
  const { loss: after } = await network.evaluate(data);
  network.dispose();
  ensure(after < before, `in a network, 40 epochs changed the loss from ${before} to ${after}; expected a smaller one`);
}
