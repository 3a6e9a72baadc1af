import { identity } from '@nnf/activation-identity';
import { tanh } from '@nnf/activation-tanh';
import { uniformRandom } from '@nnf/initializers';
import { meanSquaredError } from '@nnf/loss-mean-squared-error';
import { layerSuite } from '@nnf/test-kit';
import { HiddenLayer } from './hidden-layer.js';
import { InputLayer } from './input-layer.js';
import { OutputLayer } from './output-layer.js';

const initial = { weights: uniformRandom, biases: uniformRandom };

layerSuite(() => new InputLayer(4, tanh), { inputs: [4] });
layerSuite(() => new HiddenLayer(5, tanh, initial));
layerSuite(() => new OutputLayer(3, identity, meanSquaredError, initial));
