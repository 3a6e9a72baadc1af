import { elu } from '@nnf/activation-elu';
import { gelu } from '@nnf/activation-gelu';
import { identity } from '@nnf/activation-identity';
import { leakyRelu } from '@nnf/activation-leaky-relu';
import { relu } from '@nnf/activation-relu';
import { sigmoid } from '@nnf/activation-sigmoid';
import { softmax } from '@nnf/activation-softmax';
import { softplus } from '@nnf/activation-softplus';
import { swish } from '@nnf/activation-swish';
import { tanh } from '@nnf/activation-tanh';
import { type Activation, elementwise } from '@nnf/core';
import { parseExpression } from '../expression/parse-expression.js';
import type { ActivationName } from '../settings/settings.js';

/** Every activation by name, with its defaults. `custom` is built from the formula. */
export const activationTable: Readonly<Record<ActivationName, (expression: string) => Activation>> = {
  relu: () => relu,
  'leaky-relu': () => leakyRelu(),
  elu: () => elu(),
  gelu: () => gelu(),
  swish: () => swish(),
  softplus: () => softplus(),
  tanh: () => tanh,
  sigmoid: () => sigmoid,
  softmax: () => softmax,
  identity: () => identity,
  custom: (expression) => elementwise('custom', () => parseExpression(expression)),
};
