// node --expose-gc --import tsx create-train-dispose.ts
// Makes, trains, asks and disposes of networks over and over, and prints how many bytes of memory the process holds more than
// after the first of them, by which code has become fast and the garbage collector has the room that it works in.
import { cpu } from '@nnf/backend-cpu';
import { collect, regressionData, regressionNetwork } from './small-networks.js';

const warmUp = 200;
const rounds = 1000;

async function round(): Promise<void> {
  const network = await regressionNetwork({ backend: cpu() });
  await collect(network.train(regressionData, { epochs: 2, learningRate: 0.1, batchSize: 3 }));
  await network.predict(regressionData.inputs);
  network.dispose();
}

/** What the process holds once all that can be freed is: code and memories are, some turns after their owners. */
async function settledMemory(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    gc!();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().rss;
}

for (let i = 0; i < warmUp; i++) await round();
const before = await settledMemory();
for (let i = 0; i < rounds; i++) await round();
console.log(JSON.stringify({ rounds, bytes: (await settledMemory()) - before }));
