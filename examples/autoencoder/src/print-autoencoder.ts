import { rows, type TrainedAutoencoder, wrongBits } from './autoencoder.js';
import { lossCurve } from './loss-curve.js';

/** Prints the loss by epoch, the output of each row, and the weights. */
export function printAutoencoder({ losses, codes, outputs, parameters }: TrainedAutoencoder): void {
  const wrong = wrongBits(outputs);
  console.log(lossCurve(losses));

  console.log('\ninput      output                         rounded      code');
  rows.forEach((input, r) => {
    const output = Array.from(outputs.row(r));
    const cells = [
      input.join(' '),
      output.map((probability) => probability.toFixed(3)).join(' '),
      output.map(Math.round).join(' ') + (wrong[r] === 0 ? '  ' : ' *'),
      Array.from(codes.row(r), (value) => value.toFixed(3).padStart(6)).join(' '),
    ];
    console.log(cells.join('  '));
  });

  const bits = rows.flat().length;
  const bitsRight = bits - wrong.reduce((sum, count) => sum + count, 0);
  const rowsRight = wrong.filter((count) => count === 0).length;
  console.log(
    `\n${bitsRight} of ${bits} bits and ${rowsRight} of ${rows.length} rows come back right; * marks the others`,
  );

  for (const { name, role, columns, data } of parameters) {
    if (role === 'bias') continue;
    console.log(`\n${name === 'hidden 1 weights' ? 'encoder' : 'decoder'} weights`);
    for (let at = 0; at < data.length; at += columns) {
      console.log(Array.from(data.subarray(at, at + columns), (value) => value.toFixed(2).padStart(6)).join(' '));
    }
  }
}
