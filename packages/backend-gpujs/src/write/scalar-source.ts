import type { ExpressionOperation } from '@nnf/core';

/**
 * Which arithmetic a kernel's language has. `ieee` is that of WebAssembly and JavaScript. Shaders do as they like with what
 * is not finite: there large inputs, zeros and NaN are taken apart by comparisons first, which all of them get right.
 */
export type Arithmetic = 'ieee' | 'shader';

type Source = (a: string, b: string, c: string) => string;

const choose = (condition: string): string => `(${condition} ? 1.0 : 0.0)`;

/**
 * The text of every scalar operation in gpu.js's JavaScript. Operands are names or numbers, so they may stand twice.
 * Conditions are numbers, 1 and 0: truth values as results fail in WebGPU.
 */
const ieee: { readonly [Operation in Exclude<ExpressionOperation, 'constant' | 'argument'>]: Source } = {
  add: (a, b) => `${a} + ${b}`,
  sub: (a, b) => `${a} - ${b}`,
  mul: (a, b) => `${a} * ${b}`,
  div: (a, b) => `${a} / ${b}`,
  neg: (a) => `-${a}`,
  // Where neither is the larger, one is NaN, and so is the sum.
  max: (a, b) => `(${a} > ${b} ? ${a} : (${b} >= ${a} ? ${b} : ${a} + ${b}))`,
  min: (a, b) => `(${a} < ${b} ? ${a} : (${b} <= ${a} ? ${b} : ${a} + ${b}))`,
  abs: (a) => `Math.abs(${a})`,
  floor: (a) => `Math.floor(${a})`,
  sqrt: (a) => `Math.sqrt(${a})`,
  exp: (a) => `Math.exp(${a})`,
  log: (a) => `Math.log(${a})`,
  sin: (a) => `Math.sin(${a})`,
  cos: (a) => `Math.cos(${a})`,
  tanh: (a) => `Math.tanh(${a})`,
  sigmoid: (a) => `1.0 / (1.0 + Math.exp(-${a}))`,
  softplus: (a) => `(${a} > 0.0 ? ${a} : (${a} <= 0.0 ? 0.0 : ${a})) + Math.log(1.0 + Math.exp(-Math.abs(${a})))`,
  stopGradient: (a) => a,
  gt: (a, b) => choose(`${a} > ${b}`),
  ge: (a, b) => choose(`${a} >= ${b}`),
  lt: (a, b) => choose(`${a} < ${b}`),
  le: (a, b) => choose(`${a} <= ${b}`),
  eq: (a, b) => choose(`${a} === ${b}`),
  and: (a, b) => `${a} * ${b}`,
  or: (a, b) => choose(`${a} + ${b} > 0.5`),
  not: (a) => `1.0 - ${a}`,
  where: (a, b, c) => `(${a} > 0.5 ? ${b} : ${c})`,
};

/** Above the first, e^x is Infinity in float32; below the second it is 0. */
const [largestPower, smallestPower] = ['88.72283', '(-103.9)'];
/** From here on, the hyperbolic tangent is 1 in float32; shaders make NaN of much more. */
const flatTanh = '15.0';

/**
 * What shaders get wrong. What is not in any of the ranges is NaN, and given back as it is. What is beyond them is
 * multiplied until it is Infinity, which has no text in a shader.
 */
const shaderExp: Source = (a) =>
  `(${a} > ${largestPower} ? (${a} * 3.0e38) : (${a} < ${smallestPower} ? 0.0 : (${a} <= ${largestPower} ? Math.exp(${a}) : ${a})))`;

/** A number less whole turns: the device's own sine and cosine need be accurate from −π to π only. NaN for what is not finite. */
const ofAngle =
  (name: 'sin' | 'cos'): Source =>
  (a) => {
    const turns = `Math.floor(${a} * 0.15915494309189535 + 0.5)`;
    const angle = `((${a} - ${turns} * 6.28125) - ${turns} * 0.0019353071795864769)`;
    return `(Math.abs(${a}) <= 3.4e38 ? Math.${name}(${angle}) : Math.sqrt(-Math.abs(${a})))`;
  };

const shader: typeof ieee = {
  ...ieee,
  exp: shaderExp,
  log: (a) =>
    `(${a} > 0.0 ? (${a} > 3.4e38 ? ${a} : Math.log(${a})) : (${a} < 0.0 ? Math.sqrt(${a}) : (${a} === 0.0 ? ((${a} - 1.0) * 3.0e38) * 3.0e38 : ${a})))`,
  sin: ofAngle('sin'),
  cos: ofAngle('cos'),
  tanh: (a) =>
    `(${a} > ${flatTanh} ? 1.0 : (${a} < -${flatTanh} ? -1.0 : (${a} <= ${flatTanh} ? Math.tanh(${a}) : ${a})))`,
  sigmoid: (a) => `1.0 / (1.0 + ${shaderExp(`(-${a})`, '', '')})`,
  softplus: (a) =>
    `(${a} > 0.0 ? ${a} : (${a} <= 0.0 ? 0.0 : ${a})) + Math.log(1.0 + ${shaderExp(`(-Math.abs(${a}))`, '', '')})`,
};

/** The text of an operation in an arithmetic. */
export function scalarSource(
  operation: Exclude<ExpressionOperation, 'constant' | 'argument'>,
  arithmetic: Arithmetic,
): Source {
  return (arithmetic === 'ieee' ? ieee : shader)[operation];
}

/** A number as text, with a point: gpu.js takes `1` for an integer. */
export function numberSource(value: number, arithmetic: Arithmetic): string {
  const text = Number.isFinite(value) ? finiteSource(Math.abs(value)) : infinitySource(arithmetic);
  return value < 0 || Object.is(value, -0) ? `(-${text})` : text;
}

function finiteSource(value: number): string {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A shader's compiler refuses what overflows before it runs, so the number comes from the thread's place. */
function infinitySource(arithmetic: Arithmetic): string {
  return arithmetic === 'ieee' ? 'Infinity' : '((this.thread.x + 2.0) * 3.0e38)';
}
