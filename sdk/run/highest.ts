/** The highest of the numbers, at least `least`. Not `Math.max(…)`: a run may have more numbers than a call takes. */
export function highest(least: number, numbers: Iterable<number> = []): number {
  let result = least;
  for (const number of numbers) if (number > result) result = number;
  return result;
}
