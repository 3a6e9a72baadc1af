import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.js';
import { runProgram } from './testing/start-program.js';
import { WrongUse } from './wrong-use.js';

describe('parseArguments', () => {
  it('has the numbers of the walkthrough as defaults', () => {
    expect(parseArguments([])).toMatchObject({
      samples: 500,
      testSamples: 100,
      epochs: 1000,
      learningRate: 0.0001,
      batchSize: 1,
      hidden: [10, 10],
      initializer: 'uniform-random',
      seed: undefined,
      shuffle: false,
      data: undefined,
      json: false,
    });
  });

  it('reads every option', () => {
    const words =
      '--samples 7 --test-samples 8 --epochs 9 --learning-rate 1e-3 --batch-size 4 --hidden 30,20,10 --initializer he ' +
      '--backend reference --dtype float64 --seed 4294967295 --shuffle --data folder --json';
    const { backend, initial, ...settings } = parseArguments(words.split(' ')) ?? {};
    expect(backend).toMatchObject({ name: 'reference' });
    expect([initial?.weights.name, initial?.biases.name]).toEqual(['he', 'zeros']);
    expect(settings).toEqual({
      samples: 7,
      testSamples: 8,
      epochs: 9,
      learningRate: 0.001,
      batchSize: 4,
      hidden: [30, 20, 10],
      initializer: 'he',
      dtype: 'float64',
      seed: 2 ** 32 - 1,
      shuffle: true,
      data: 'folder',
      json: true,
    });
  });

  it.each(['', 'none'])('takes --hidden %j for no hidden layer', (hidden) => {
    expect(parseArguments(['--hidden', hidden])?.hidden).toEqual([]);
  });

  it('takes the -- that pnpm hands on', () => {
    expect(parseArguments(['--', '--epochs', '5'])?.epochs).toBe(5);
  });

  it.each([
    ['--epochs', '1.5'],
    ['--epochs', 'x'],
    ['--epochs', '1e3'],
    ['--epochs', ''],
    ['--epochs', '4294967296'],
    ['--samples', '0'],
    ['--samples', '-1'],
    ['--samples', '--json'],
    ['--test-samples', '0x10'],
    ['--batch-size', '0'],
    ['--learning-rate', '-1'],
    ['--learning-rate', '0'],
    ['--learning-rate', 'NaN'],
    ['--learning-rate', '1e400'],
    ['--hidden', '10,,10'],
    ['--hidden', '10,0'],
    ['--hidden', '10;10'],
    ['--initializer', 'best'],
    ['--backend', 'tpu'],
    ['--dtype', 'float16'],
    ['--seed', '-1'],
  ])('names the option and the value of %s %j', (option, value) => {
    expect(() => parseArguments([option, value])).toThrow(WrongUse);
    expect(() => parseArguments([option, value])).toThrow(
      new RegExp(`^option '${option} <.*>' argument '${value}' is invalid`),
    );
  });

  it('computes with the CPU unless it is told otherwise', () => {
    expect(parseArguments([])?.backend).toMatchObject({ name: 'cpu' });
  });

  it('leaves the choice open with --backend auto', () => {
    expect(parseArguments(['--backend', 'auto'])).toMatchObject({ backend: 'auto', dtype: 'float32' });
    expect(() => parseArguments(['--backend', 'auto', '--dtype', 'float64'])).toThrow(
      /The backend auto computes with float32\./,
    );
  });

  it('says what a backend computes with', () => {
    expect(() => parseArguments(['--backend', 'reference', '--dtype', 'float32'])).toThrow(
      /The backend reference computes with float64\./,
    );
  });
});

describe('the program', () => {
  it.each([
    [['--epochs', '1.5'], /^error: option '--epochs <number>' argument '1.5' is invalid\./],
    [['--epoch', '5'], /^error: unknown option '--epoch' \(Did you mean --epochs\?\)$/],
    [['--learning-rate'], /^error: option '--learning-rate <number>' argument missing$/],
    [['digits'], /^error: too many arguments\./],
    [
      ['--backend', 'reference', '--dtype', 'float32'],
      /^error: option '--dtype <type>' argument 'float32' is invalid\./,
    ],
    [['--samples', '60001'], /argument '60001' is invalid\. .* has 60000 training images\.$/],
    [['--test-samples', '10001'], /argument '10001' is invalid\. .* has 10000 test images\.$/],
    [['--hidden', '1000000'], /argument '1000000' is invalid\. The network would have 795000010 parameters/],
  ])('ends with status 2 and one line for %j', async (args, message) => {
    const { status, stdout, stderr } = await runProgram(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr.endsWith('\n')).toBe(true);
    expect(stderr.trimEnd()).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  it('explains its options', async () => {
    const { status, stdout, stderr } = await runProgram('--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const option of 'samples test-samples epochs learning-rate batch-size hidden initializer backend dtype seed'.split(
      ' ',
    )) {
      expect(stdout).toContain(`--${option} <`);
    }
    expect(stdout).toMatch(/--shuffle .*--data <folder> .*--json /s);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});
