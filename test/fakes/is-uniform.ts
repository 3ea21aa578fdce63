/**
 * Whether values could be evenly spread over 0 to 1, by Kolmogorov's and Smirnov's test: one sample in
 * a thousand that is would be taken for one that is not.
 */
export function isUniform(values: readonly number[]): boolean {
  const { length } = values;
  const distances = values
    .toSorted((a, b) => a - b)
    .map((value, index) =>
      Math.max(Math.abs(value - index / length), Math.abs(value - (index + 1) / length)),
    );
  return Math.max(...distances) < 1.95 / Math.sqrt(length);
}
