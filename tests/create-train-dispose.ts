// node --expose-gc --import tsx create-train-dispose.ts
// Creates, trains, queries and disposes of networks repeatedly. Prints the growth of the process's memory in bytes. The first
// rounds are a warm-up, in which the engine compiles code and the heap reaches its working size.
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

/** The process's memory after garbage collection. Code and WebAssembly memories are freed some collections after their owners. */
async function settledMemory(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    gc!();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().rss;
}

for (let i = 0; i < warmUp; i++) await round();
const before = await settledMemory();
/** The growth of the memory after more rounds. */
async function growth(count: number): Promise<number> {
  for (let i = 0; i < count; i++) await round();
  return (await settledMemory()) - before;
}

// The collector frees code late. Unless there is a leak, the memory falls again after some hundred rounds.
let bytes = await growth(rounds);
for (let more = 0; more < 3; more++) bytes = Math.min(bytes, await growth(rounds / 4));
console.log(JSON.stringify({ rounds, bytes }));
