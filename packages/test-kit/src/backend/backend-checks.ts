import { type DataType, isNnfError, PlanBuilder } from '@nnf/core';
import { type Check, ensure } from '../check.js';
import { type BackendFactory, type BackendTarget, targetOf } from './backend-target.js';
import * as constants from './constant-checks.js';
import { readsWholeUpdates } from './interleaving-checks.js';
import * as loading from './loading-checks.js';
import * as maps from './map-checks.js';
import * as products from './matmul-checks.js';
import * as programs from './program-checks.js';
import * as reductions from './reduce-checks.js';
import * as runs from './run-checks.js';
import * as scalars from './scalar-operation-checks.js';
import { stepPlan, trainsAsReference } from './training-checks.js';
import * as updates from './update-checks.js';

const knownTypes: readonly DataType[] = ['float32', 'float64'];

/**
 * The checks that every backend must pass, without a test runner. `backendSuite` registers them. What the backend declares
 * decides what is checked. Each number type in `dataTypes` is tried with every check. Any other number type must be refused
 * by name. A backend that declares itself `deterministic` must give the same bits each time.
 *
 * @example
 * const failures = await failuresOf(backendChecks(cpu));
 */
export function backendChecks(make: BackendFactory): readonly Check[] {
  const { dataTypes } = make({});
  return knownTypes.flatMap((dataType) =>
    dataTypes.includes(dataType) ? checksIn(make, dataType) : [refusal(make, dataType)],
  );
}

function checksIn(make: BackendFactory, dataType: DataType): readonly Check[] {
  const check = (name: string, run: (target: BackendTarget) => Promise<void>): Check => ({
    name: `${dataType}: ${name}`,
    run: async () => run(targetOf(make, dataType)),
  });
  const { deterministic } = make({ dtype: dataType });
  return [
    check('is a backend with a name in kebab-case and a list of number types', programs.saysWhatItIs),
    check('reports what runs: type, execution, memory', programs.reportsWhatRuns),
    check('reads data, parameters, constants, scalars and indices unchanged', runs.readsLeaves),
    check('reads bytes with their scale, and classes as one-hot rows', runs.readsEncodings),
    check('matmul, in every shape class', products.multipliesEveryShape),
    check('matmul, of every width', products.multipliesEveryWidth),
    check('matmul, of data that is mostly zeros', products.multipliesZeros),
    check('matmul, within K eps Σ|a||b|', products.multipliesPrecisely),
    check('map, in every shape class', maps.mapsEveryShape),
    check('map, of every width', maps.mapsEveryWidth),
    check('map, of an expression with shared parts', maps.mapsSharedParts),
    check('map, of seven operands', maps.mapsManyOperands),
    check('scalar operations, of ordinary numbers', scalars.computesOrdinaryNumbers),
    check('scalar operations, of zeros and infinities', scalars.computesZerosAndInfinities),
    check('scalar operations propagate NaN', scalars.passesNaN),
    check('reduce, in every shape class', reductions.reducesEveryShape),
    check('reduce, of every width', reductions.reducesEveryWidth),
    check('reduce, the first of equal maxima', reductions.findsFirstMaximum),
    check('reduce, within n eps Σ|x|', reductions.sumsPrecisely),
    check('reductions propagate NaN', reductions.reducesNaN),
    check('constants, of every shape, wherever they are read', constants.readsConstants),
    check('constants, in updates', constants.updatesByConstants),
    check('random numbers match the generator', runs.drawsRandomNumbers),
    check('update, from old values', updates.updatesFromOldValues),
    check('update, of every width', updates.updatesEveryWidth),
    check('update, after everything else', updates.updatesLast),
    check('update, by products', updates.updatesByProducts),
    check('runs batch after batch', runs.runsBatches),
    check('runs a last batch that is short', runs.runsShortBatch),
    check('runs batches of several sizes in turn', runs.runsSizesInTurn),
    check('keeps no results of the previous run', runs.leavesNothingOver),
    check('takes rows in the given order', runs.followsOrder),
    check('runs over a range of rows', runs.takesPart),
    check('gives every batch its scalars', runs.givesScalars),
    check('runs a plan once at a time, synchronously or not', programs.takesTurns),
    check('returns results that later runs leave alone', runs.givesOwnResults),
    check('does not modify its arguments', runs.leavesWhatItIsGiven),
    check('copies the data that it loads', loading.copiesData),
    check('checks class numbers and rows', loading.checksRows),
    check('stores parameters: zeros at first, copied on read and write', programs.keepsParameters),
    check('keeps finite parameters, and restores them', programs.remembersParameters),
    check('shares parameters among plans', programs.sharesParameters),
    check('trains a network as the reference does', trainsAsReference),
    ...(deterministic
      ? [check('gives the same bits every time, as it declares', (target) => programs.repeatsBits(target, stepPlan()))]
      : []),
    check('yields to the event loop', programs.letsEventLoopBreathe),
    check('stops at a signal', programs.stopsAtSignal),
    check('reads parameters between whole updates', readsWholeUpdates),
    check('refuses misuse with a clear error', programs.refusesMisuse),
    check('frees disposed data', programs.freesData),
    check('refuses every call after dispose', programs.disposes),
  ];
}

/** An undeclared number type is refused when it is requested, or at the latest before anything is computed. */
function refusal(make: BackendFactory, dataType: DataType): Check {
  return {
    name: `${dataType}: is refused, as it is not declared`,
    run: async () => {
      let error: unknown;
      try {
        await make({ dtype: dataType }).compile({ none: new PlanBuilder().build() });
      } catch (caught) {
        error = caught;
      }
      ensure(error !== undefined, `${dataType} is not among its dataTypes, but it is not refused`);
      ensure(
        isNnfError(error) && error.message.includes(dataType),
        () => `asked for ${dataType}, it threw ${String(error)}; expected an NnfError that names the type`,
      );
    },
  };
}
