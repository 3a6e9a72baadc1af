import { type DataType, isNnfError, PlanBuilder } from '@nnf/core';
import { type Check, ensure } from '../check.js';
import { type BackendFactory, type BackendTarget, targetOf } from './backend-target.js';
import * as constants from './constant-checks.js';
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
 * What every backend must do, as checks without a test runner. `backendSuite` registers them. What the backend declares
 * decides what is asked: every type of numbers in its `dataTypes` is tried with every check, every other one must be
 * refused by name; the same bits are asked of one that says that it is `deterministic`.
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
    check('says what it is: a backend with a name in kebab-case, its types of numbers', programs.saysWhatItIs),
    check('reports what runs: type, execution, memory', programs.reportsWhatRuns),
    check('reads data, parameters, constants, scalars and indices as they are', runs.readsLeaves),
    check('reads bytes with their scale, and classes as one-hot rows', runs.readsEncodings),
    check('matmul, in every shape class', products.multipliesEveryShape),
    check('matmul, of every width', products.multipliesEveryWidth),
    check('matmul, of data that is mostly zeros', products.multipliesZeros),
    check('matmul, within K eps Σ|a||b|', products.multipliesPrecisely),
    check('map, in every shape class', maps.mapsEveryShape),
    check('map, of every width', maps.mapsEveryWidth),
    check('map, of an expression whose parts are shared', maps.mapsSharedParts),
    check('map, of seven operands', maps.mapsManyOperands),
    check('scalar operations, of ordinary numbers', scalars.computesOrdinaryNumbers),
    check('scalar operations, of zeros and infinities', scalars.computesZerosAndInfinities),
    check('scalar operations pass NaN on', scalars.passesNaN),
    check('reduce, in every shape class', reductions.reducesEveryShape),
    check('reduce, of every width', reductions.reducesEveryWidth),
    check('reduce, the first of equal maxima', reductions.findsFirstMaximum),
    check('reduce, within n eps Σ|x|', reductions.sumsPrecisely),
    check('reductions pass NaN on', reductions.reducesNaN),
    check('constants, of every shape, wherever they are read', constants.readsConstants),
    check('constants, in updates', constants.updatesByConstants),
    check('random numbers are those of the generator', runs.drawsRandomNumbers),
    check('update, from old values', updates.updatesFromOldValues),
    check('update, of every width', updates.updatesEveryWidth),
    check('update, after everything else', updates.updatesLast),
    check('update, by products', updates.updatesByProducts),
    check('runs batch after batch', runs.runsBatches),
    check('runs a last batch that is short', runs.runsShortBatch),
    check('runs batches of several sizes in turn', runs.runsSizesInTurn),
    check('leaves nothing over from the run before', runs.leavesNothingOver),
    check('takes rows in the order that is given', runs.followsOrder),
    check('takes a part of the rows', runs.takesPart),
    check('gives every batch its scalars', runs.givesScalars),
    check('does one run of a plan at a time, at once or waited for', programs.takesTurns),
    check('gives results of its own', runs.givesOwnResults),
    check('leaves what it is given as it is', runs.leavesWhatItIsGiven),
    check('keeps parameters: zeros at first, read and written as copies', programs.keepsParameters),
    check('remembers parameters that are finite, and puts them back', programs.remembersParameters),
    check('shares parameters among plans', programs.sharesParameters),
    check('trains a network as the reference does', trainsAsReference),
    ...(deterministic
      ? [check('gives the same bits every time, as it declares', (target) => programs.repeatsBits(target, stepPlan()))]
      : []),
    check('lets the event loop breathe', programs.letsEventLoopBreathe),
    check('stops at a signal', programs.stopsAtSignal),
    check('refuses misuse by a clear error', programs.refusesMisuse),
    check('frees data that is disposed of', programs.freesData),
    check('refuses whatever comes after dispose', programs.disposes),
  ];
}

/** A type that it does not declare is refused where it is asked for, or at the latest before anything is computed. */
function refusal(make: BackendFactory, dataType: DataType): Check {
  return {
    name: `${dataType}: is refused, since it is not declared`,
    run: async () => {
      let error: unknown;
      try {
        await make({ dtype: dataType }).compile({ none: new PlanBuilder().build() });
      } catch (caught) {
        error = caught;
      }
      ensure(error !== undefined, `asked for ${dataType}, which is not among its dataTypes, it refuses nothing`);
      ensure(
        isNnfError(error) && error.message.includes(dataType),
        () => `asked for ${dataType}, it ends in ${String(error)}; expected an NnfError that names the type`,
      );
    },
  };
}
