/** The sum of float32 numbers as NumPy adds them: blocks of at most 128 with eight partial sums, added in pairs. */
export function pairwiseSum(numbers: Float32Array, from = 0, to = numbers.length): number {
  const { fround } = Math;
  const count = to - from;
  if (count > 128) {
    const half = Math.floor(count / 2);
    const middle = from + half - (half % 8);
    return fround(pairwiseSum(numbers, from, middle) + pairwiseSum(numbers, middle, to));
  }
  const [a, b, c, d, e, f, g, h] = Array.from({ length: 8 }, (_, lane) => {
    let sum = numbers[from + lane]!;
    for (let i = from + 8 + lane; i < to - (count % 8); i += 8) sum = fround(sum + numbers[i]!);
    return sum;
  }) as [number, number, number, number, number, number, number, number];
  const add = (x: number, y: number): number => fround(x + y);
  let sum = add(add(add(a, b), add(c, d)), add(add(e, f), add(g, h)));
  for (let i = to - (count % 8); i < to; i++) sum = fround(sum + numbers[i]!);
  return sum;
}
