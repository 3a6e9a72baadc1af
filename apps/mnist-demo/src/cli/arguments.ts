import { Command, CommanderError, Option } from '@commander-js/extra-typings';
import type { DataType } from '@nnf/core';
import { initialValues } from '../shared/initial-values.js';
import { auto, autoDataTypes, backends } from './backends.js';
import { layerSizes, positiveNumber, wholeNumber } from './option-values.js';
import type { Settings } from './settings.js';
import { WrongUse } from './wrong-use.js';

const [defaultBackend = ''] = backends.keys();
const dataTypes = ['float32', 'float64'] as const;

const notes = `
--backend auto takes the CPU for small updates and where there is no GPU but
software, as in Node; elsewhere it tries both for a moment and takes the faster.

Biases begin like the weights with uniform-random and normal-random, and at zero
with every other initializer. Accuracies are percentages. Ctrl-C ends training
after the running epoch and tests what was learned; once more, it ends the
program at once. SIGTERM and SIGHUP do the same.

Examples:
  pnpm demo
      the walkthrough: 500 images, two hidden layers of 10, 1,000 epochs
  pnpm demo --samples 5000 --epochs 5 --initializer he --learning-rate 0.01
      many more images, fewer epochs, weights that suit ReLU
  pnpm demo --data fashion-mnist --test-samples 1000 --json
      other pictures, for a program to read`;

/** The program's options, with the walkthrough's numbers as defaults. */
function makeCommand() {
  return (
    new Command('pnpm demo')
      .description('Trains a small network on pictures of handwritten digits, then tests it on others.')
      .addOption(count('--samples <number>', 'number of training images', 500))
      .addOption(count('--test-samples <number>', 'number of test images', 100))
      .addOption(count('--epochs <number>', 'number of passes over the training images', 1000))
      .addOption(
        new Option('--learning-rate <number>', 'step size of updates').default(0.0001).argParser(positiveNumber),
      )
      .addOption(count('--batch-size <number>', 'training images per update', 1))
      .addOption(
        new Option('--hidden <sizes>', "neurons of each hidden layer, or 'none'")
          .default<readonly number[]>([10, 10], '10,10')
          .argParser(layerSizes),
      )
      .addOption(
        new Option('--initializer <name>', 'initial values of the weights')
          .choices([...initialValues.keys()])
          .default('uniform-random'),
      )
      .addOption(
        new Option('--backend <name>', 'what computes').choices([...backends.keys(), auto]).default(defaultBackend),
      )
      .addOption(new Option('--dtype <type>', "type of numbers (default: the backend's own)").choices(dataTypes))
      .addOption(
        new Option('--seed <number>', 'seed of all random numbers (default: random)').argParser(wholeNumber(0)),
      )
      .option('--shuffle', 'shuffle the training images before every epoch', false)
      .option('--data <folder>', 'folder with IDX files such as train-images-idx3-ubyte (default: the real MNIST)')
      .addOption(
        new Option(
          '--classes <number>',
          'number of classes; larger labels are errors (default: largest label + 1)',
        ).argParser(wholeNumber(2)),
      )
      .option('--plot <file>', 'write the loss and accuracy curves to an SVG file')
      .option('--weights <file>', "write the first layer's weights as pictures (PNG)")
      .option('--json', 'print JSON lines instead of text', false)
      .addHelpText('after', notes)
      // Errors are thrown, so that one place prints all of them.
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
  );
}

function count<Flags extends string>(flags: Flags, description: string, standard: number) {
  return new Option(flags, description).default(standard).argParser(wholeNumber(1));
}

/**
 * Reads the command line.
 *
 * @returns undefined if help was asked for and printed
 * @throws WrongUse for an unknown option or an invalid value
 */
export function parseArguments(args: readonly string[]): Settings | undefined {
  const command = makeCommand();
  try {
    // `pnpm demo -- --epochs 5` passes the first `--` on.
    command.parse(args[0] === '--' ? args.slice(1) : args, { from: 'user' });
    const { initializer, backend, dtype, seed, data, classes, plot, weights, ...options } = command.opts();
    const initial = initialValues.get(initializer);
    if (!initial) throw new RangeError(`there is no initializer '${initializer}'`);
    return { ...options, initializer, initial, ...backendOf(backend, dtype), seed, data, classes, plot, weights };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new WrongUse(error.message.replace(/^error: /, ''));
  }
}

/** Creates the named backend with a data type, which it must support. */
function backendOf(name: string, wanted: DataType | undefined): Pick<Settings, 'backend' | 'dtype'> {
  const make = backends.get(name);
  if (!make && name !== auto) throw new RangeError(`there is no backend '${name}'`);
  const possible = make?.({}).dataTypes ?? autoDataTypes;
  const dtype = wanted ?? possible[0];
  if (dtype !== undefined && possible.includes(dtype)) return { backend: make?.({ dtype }) ?? auto, dtype };
  throw new WrongUse(
    `option '--dtype <type>' argument '${dtype}' is invalid. The backend ${name} computes with ${possible.join(' or ')}.`,
  );
}
