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
/** How much more there is after so many rounds. */
async function growth(count: number): Promise<number> {
  for (let i = 0; i < count; i++) await round();
  return (await settledMemory()) - before;
}

// The collector lets go of code in its own time: what is held falls again some hundred rounds later, unless it is a leak.
let bytes = await growth(rounds);
for (let more = 0; more < 3; more++) bytes = Math.min(bytes, await growth(rounds / 4));
console.log(JSON.stringify({ rounds, bytes }));
