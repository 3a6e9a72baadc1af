import { expect, it } from 'vitest';
import { runProgram } from './testing/start-program.js';

const small = ['--epochs', '2', '--samples', '20', '--test-samples', '5', '--seed', '1'];

it("prints the walkthrough's lines", async () => {
  const { status, stdout, stderr } = await runProgram(...small);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).not.toContain('\u001b');
  const [header = '', epochs = '', training = '', tests = ''] = stdout.split(/\n\n(?=epoch|Trained|Sample)/);
  expect(header).toMatch(/^layer +shape +activation +parameters\ninput +\[batch, 784\]/);
  expect(header).toMatch(/\ntotal +8070\n/);
  expect(header).toMatch(/\nbackend: cpu, float32 WebAssembly SIMD, seed: 1, initializer: uniform-random$/);
  expect(epochs).toMatch(
    /^epoch: 0, Loss: \d+\.\d{6}, Accuracy: \d+\.\d\nepoch: 1, Loss: \d+\.\d{6}, Accuracy: \d+\.\d$/,
  );
  expect(training).toMatch(/^Trained 2 epochs in \d+\.\d+ s \(\d+\.\d µs per sample\)$/);
  const lines = tests.trimEnd().split('\n');
  // The first five test images of MNIST.
  [7, 2, 1, 0, 4].forEach((actual, i) => {
    expect(lines[i]).toMatch(new RegExp(`^Sample ${i + 1}: Predicted Label - \\d, Actual Label - ${actual}$`));
  });
  expect(lines[5]).toMatch(/^Accuracy on 5 test samples: \d+\.\d\d%$/);
  expect(lines).toHaveLength(6);
});

it('says what --backend auto takes, and why; what it learns is the same', async () => {
  const lines = async (...args: readonly string[]) => {
    const { status, stdout, stderr } = await runProgram(...small, ...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout.replace(/^Trained .*$/m, '').split('\n');
  };
  const wide = ['--hidden', '256', '--batch-size', '16', '--initializer', 'he'];
  const [usual, chosen, wideUsual, wideChosen] = await Promise.all([
    lines(),
    lines('--backend', 'auto'),
    lines(...wide),
    lines(...wide, '--backend', 'auto'),
  ]);
  const place = chosen.findIndex((line) => line.startsWith('backend: cpu, float32')) + 1;
  expect(chosen[place]).toBe(
    "auto takes cpu: an update has 48,240 operations; below 1,950,000, a GPU's passes alone take longer",
  );
  expect(chosen.toSpliced(place, 1)).toEqual(usual);
  const widePlace = wideChosen.findIndex((line) => line.startsWith('backend: cpu, float32')) + 1;
  expect(wideChosen[widePlace]).toBe('auto takes cpu: neither WebGPU nor WebGL2 found a GPU');
  expect(wideChosen.toSpliced(widePlace, 1)).toEqual(wideUsual);
});

it('prints the same for the same seed, and another result for another', async () => {
  const withoutTimes = (text: string): string => text.replace(/^Trained .*$/m, '');
  const [first, second, other] = await Promise.all([
    runProgram(...small),
    runProgram(...small),
    runProgram(...small, '--seed', '2'),
  ]);
  expect(withoutTimes(second.stdout)).toBe(withoutTimes(first.stdout));
  expect(other.stdout.match(/^epoch.*$/gm)).not.toEqual(first.stdout.match(/^epoch.*$/gm));
});

it('reports a drawn seed, which gives the same run again', async () => {
  const { stdout } = await runProgram(...small.slice(0, -2));
  const [, seed = ''] = /seed: (\d+)/.exec(stdout) ?? [];
  const again = await runProgram(...small, '--seed', seed);
  expect(again.stdout.match(/^(epoch|Sample).*$/gm)).toEqual(stdout.match(/^(epoch|Sample).*$/gm));
});

it('ends with status 1 and one line where training runs into the infinite', async () => {
  const { status, stderr } = await runProgram(...small, '--learning-rate', '1e38', '--initializer', 'normal-random');
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: epoch \d+, batch \d+: .*not finite.*\n$/);
});
