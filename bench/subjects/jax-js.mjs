// jax-js on WebAssembly, with a jit-compiled training step: node jax-js.mjs CASE MNIST-FOLDER ROUND
import { measureCase } from './cases.mjs';
import { rowsOf, toNumbers, toOneHot } from './rows.mjs';

// jax-js reads the number of processors from `navigator`, which Node 20 lacks. All subjects use one.
Object.defineProperty(globalThis, 'navigator', { value: { hardwareConcurrency: 1 }, configurable: true });
const jax = await import('@jax-js/jax');
const { nn, numpy, random } = jax;

await measureCase({ dtype: 'float32', trainer, predictor, share: 0.1 });
process.exit(); // jax-js leaves workers running

async function makeParameters({ sizes, initial }) {
  await jax.init();
  jax.defaultDevice('wasm');
  const parameters = {};
  for (const [index, outputs] of sizes.slice(1).entries()) {
    const inputs = sizes[index];
    const limit = Math.sqrt(6 / inputs);
    const range = initial === 'uniform' ? { minval: 0, maxval: 1 } : { minval: -limit, maxval: limit };
    const [weightKey, biasKey] = random.split(random.key(index + 1), 2);
    parameters[`weights${index}`] = random.uniform(weightKey, [inputs, outputs], range);
    parameters[`biases${index}`] =
      initial === 'uniform' ? random.uniform(biasKey, [outputs], range) : numpy.zeros([outputs]);
  }
  return parameters;
}

/** Computes the logits. jax-js frees an array when it is used; `ref` keeps it for another use. */
function forward(parameters, inputs, layers) {
  let values = inputs;
  for (let index = 0; index < layers; index++) {
    values = numpy.dot(values, parameters[`weights${index}`]).add(parameters[`biases${index}`]);
    if (index < layers - 1) values = nn.relu(values);
  }
  return values;
}

async function trainer(network, { images, labels, rows }) {
  const { batch, sizes, learningRate, shift } = network;
  const layers = sizes.length - 1;
  let parameters = await makeParameters(network);
  const lossOf = (current, inputs, targets) =>
    nn
      .logSoftmax(forward(current, inputs, layers))
      .mul(targets)
      .sum()
      .mul(-1 / batch);
  const step = jax.jit((current, inputs, targets) => {
    const [loss, gradients] = jax.valueAndGrad(lossOf)(jax.tree.ref(current), inputs, targets);
    const next = {};
    for (const name of Object.keys(current)) next[name] = current[name].sub(gradients[name].mul(learningRate));
    return [next, loss];
  });
  const inputs = rowsOf(toNumbers(images, shift), 784 * batch).map((part) => numpy.array(part).reshape([batch, 784]));
  const targets = rowsOf(toOneHot(labels), 10 * batch).map((part) => numpy.array(part).reshape([batch, 10]));
  return async () => {
    let loss;
    for (let index = 0; index < rows / batch; index++) {
      loss?.dispose();
      [parameters, loss] = step(parameters, inputs[index].ref, targets[index].ref);
    }
    await jax.blockUntilReady(parameters);
    return Number((await loss.data())[0]);
  };
}

async function predictor(network, { images }) {
  const parameters = await makeParameters(network);
  const layers = network.sizes.length - 1;
  const predict = jax.jit((current, input) => nn.softmax(forward(current, input, layers)));
  const inputs = rowsOf(toNumbers(images), 784);
  return (index) => predict(jax.tree.ref(parameters), numpy.array(inputs[index]).reshape([1, 784])).data();
}
