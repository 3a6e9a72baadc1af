import { Command } from '@commander-js/extra-typings';
import { replaceFile } from '@nnf/dataset-mnist/node';
import { trainAutoencoder } from './autoencoder.js';
import { drawAutoencoder } from './draw-autoencoder.js';
import { checkWritable, placeOf } from './files.js';
import { printAutoencoder } from './print-autoencoder.js';
import { runCommand, wholeNumber } from './run-command.js';

const command = new Command('autoencoder')
  .description('Learns to write five bits as three numbers and to read them back.')
  .argument('[seed]', 'from what the first weights come', wholeNumber(0), 1)
  .option('--epochs <number>', 'how often to go over the 32 rows', wholeNumber(1), 15_000)
  .option('--draw <file>', 'draw the loss, what goes in and comes out, codes and weights: an SVG file')
  .action(async (seed, { epochs, draw }) => {
    if (draw !== undefined) await checkWritable('draw', draw, '.svg');
    const start = performance.now();
    const trained = await trainAutoencoder({ seed, epochs });
    const seconds = (performance.now() - start) / 1000;
    console.log(
      `seed ${seed}: mean loss over ${epochs} epochs, trained in ${seconds.toFixed(1)} s: ${trained.losses.at(-1)!.toFixed(4)} at the end`,
    );
    console.log(`runs on ${trained.executes}\n`);
    printAutoencoder(trained);
    if (draw === undefined) return;
    await replaceFile(placeOf(draw), drawAutoencoder(trained));
    console.log(`\ndrawn to ${placeOf(draw)}`);
  });

process.exitCode = await runCommand(command, process.argv.slice(2));
