import { lossCurve } from './loss-curve.js';
import { trainXor, xor } from './xor.js';

// `toFixed` writes −0.000000 for small negative numbers that round to 0.
const sixDigits = new Intl.NumberFormat('en', {
  minimumFractionDigits: 6,
  maximumFractionDigits: 6,
  signDisplay: 'negative',
});
const seed = Number(process.argv[2] ?? 1);
const epochs = 50_000;
const start = performance.now();
const { losses, outputs, executes } = await trainXor({ seed, epochs });
const seconds = (performance.now() - start) / 1000;

console.log(
  `seed ${seed}: mean loss over ${epochs} epochs, trained in ${seconds.toFixed(1)} s: ${losses.at(-1)!.toExponential(1)} at the end`,
);
console.log(`runs on ${executes}\n`);
console.log(lossCurve(losses));
console.log('\ninputs  actual  predicted');
xor.inputs.forEach((inputs, row) => {
  console.log(`${inputs.join(' ')}     ${xor.targets[row]!.join()}       ${sixDigits.format(outputs[row]!)}`);
});
