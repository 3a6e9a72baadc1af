import type { Buffer } from '../memory/buffer.js';
import { FunctionCode } from '../wasm/function-code.js';
import { F32, F64, F64x2, I32, ValueType } from '../wasm/instructions.js';
import { float64Lanes, repeated } from '../wasm/lanes.js';
import { rowCount } from './batch-rows.js';
import { from, type Kernel, type KernelContext, to } from './kernel.js';
import { blockBytes, forBlocks, reductionChains } from './long-sum.js';

/** Offsets from the result at which a piece leaves the chain's sum and the total to the next piece, in bytes. */
const sumBytes = 16;
const totalBytes = 24;

/**
 * The sum of all elements, row by row, of a matrix that may have many. In a long sum, each row begins a block, so that a
 * piece ends with one.
 */
export function sumOfAllKernel({ lanes }: KernelContext, x: Buffer, { address: target }: Buffer): Kernel {
  const [rows, columns] = x.shape;
  const { bytes, scalar, vector } = lanes;
  const code = new FunctionCode();
  const row = code.local();
  const place = code.local();
  const end = code.local();
  const terms = code.local();
  const sum = code.local(lanes.scalarType);
  const total = code.local(ValueType.f64);
  const beginBlock = (): FunctionCode => code.v128(repeated(lanes, -0)).lane(vector.extract, 0).set(sum);
  const addSum = (): FunctionCode => {
    code.get(total).get(sum);
    if (bytes === 4) code.op(F64.promote_f32);
    return code.op(F64.add);
  };

  // −0 changes no number that is added to it.
  code.get(from).when(
    () => {
      code
        .i32(0)
        .memory(scalar.load, target + sumBytes)
        .set(sum);
      code
        .i32(0)
        .memory(F64.load, target + totalBytes)
        .set(total);
    },
    () => {
      beginBlock();
      code.v128(repeated(float64Lanes, -0)).lane(F64x2.extract_lane, 0).set(total);
    },
  );
  code.put(rowCount(rows)).i32(columns).op(I32.mul).set(terms);
  const block = blockBytes(code, terms, reductionChains, bytes);
  code.forRange(row, from, to, 1, () => {
    code
      .times(row, x.stride)
      .tee(place)
      .plus(columns * bytes)
      .set(end);
    forBlocks(code, { place, end }, block, (stop) => {
      code.loop(place, stop, bytes, () => {
        code.get(sum).get(place).memory(scalar.load, x.address).op(scalar.add).set(sum);
      });
      code.get(terms).i32(reductionChains.longest).op(I32.gt_u);
      code.when(() => {
        addSum().set(total);
        beginBlock();
      });
    });
  });
  code
    .i32(0)
    .get(sum)
    .memory(scalar.store, target + sumBytes);
  code
    .i32(0)
    .get(total)
    .memory(F64.store, target + totalBytes);
  code.i32(0);
  addSum();
  if (bytes === 4) code.op(F32.demote_f64);
  code.memory(scalar.store, target);
  return { code, extent: rows, cost: columns * 3 };
}
