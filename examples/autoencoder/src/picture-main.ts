import { Command } from '@commander-js/extra-typings';
import { replaceFile } from '@nnf/dataset-mnist/node';
import { checkWritable, placeOf } from './files.js';
import { picturesToPng, readPicture } from './picture.js';
import { trainOnPicture } from './picture-autoencoder.js';
import { runCommand, wholeNumber } from './run-command.js';
import { samplePicture } from './sample-picture.js';
import { WrongUse } from './wrong-use.js';

const size = 20;

const command = new Command('picture')
  .description(`Learns to give back a picture of ${size} by ${size} grey pixels.`)
  .argument('[file]', 'the picture, a PNG file of any size (default: a ball that the program draws)')
  .option('--output <file>', 'where the pictures that come out are written to, a PNG file', 'autoencoder-picture.png')
  .option('--epochs <number>', 'how many updates', wholeNumber(1), 10_000)
  .option('--seed <number>', 'from what the first weights come', wholeNumber(0), 1)
  .action(async (file, { output, epochs, seed }) => {
    if (file !== undefined && placeOf(file) === placeOf(output)) {
      throw new WrongUse(`option '--output <file>' argument '${output}' is invalid. It is the picture to learn.`);
    }
    await checkWritable('output', output, '.png');
    const picture = file === undefined ? samplePicture(size) : await readPicture(file, size);
    const start = performance.now();
    const { stages, executes } = await trainOnPicture(picture, { seed, epochs });
    const seconds = (performance.now() - start) / 1000;
    console.log(`${file ?? 'a ball'}, seed ${seed}: trained in ${seconds.toFixed(1)} s`);
    console.log(`runs on ${executes}\n`);
    console.log('updates  mean squared error  furthest pixel');
    for (const { epochs: done, picture: out } of stages) {
      const errors = out.pixels.map((pixel, i) => Math.abs(pixel - picture.pixels[i]!));
      const mean = errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length;
      console.log(
        `${String(done).padStart(7)}  ${mean.toExponential(2).padStart(18)}  ${Math.max(...errors)
          .toFixed(4)
          .padStart(14)}`,
      );
    }
    await replaceFile(placeOf(output), picturesToPng([picture, ...stages.map((stage) => stage.picture)]));
    console.log(`\n${placeOf(output)}: the picture, then what comes back after each of these`);
  });

process.exitCode = await runCommand(command, process.argv.slice(2));
