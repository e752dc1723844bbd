/** How often edges between two neighbouring ranks cross. */

/**
 * @param upper positions of the upper ends, sorted; of those alike, the lower ends are sorted too
 * @param lower positions of the lower ends, from 0 to before `size`
 *
 * The accumulator tree of Barth, Jünger and Mutzel, "Simple and efficient bilayer cross counting" (2002).
 */
export function countCrossings(lower: Int32Array, size: number): number {
  let first = 1;
  while (first < size) first *= 2;
  const tree = new Int32Array(2 * first);
  let crossings = 0;
  for (const position of lower) {
    let at = position + first;
    tree[at] = (tree[at] ?? 0) + 1;
    while (at > 1) {
      if (at % 2 === 0) crossings += tree[at + 1] ?? 0;
      at = at >> 1;
      tree[at] = (tree[at] ?? 0) + 1;
    }
  }
  return crossings;
}
