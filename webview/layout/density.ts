/** How busy each pixel's span of time was, for minimap and folded rows. */

/** What there is of spans in each bucket, as a sum of shares: two spans that cover a bucket give 2. */
export function density(spans: Iterable<readonly [from: number, to: number]>, buckets: number, from: number, to: number): Float32Array {
  // Differences of a piecewise constant function with linear edges, summed up at the end.
  const edges = new Float32Array(buckets + 2);
  const perBucket = (to - from) / buckets;
  if (!(perBucket > 0)) return new Float32Array(buckets);
  const full = new Float32Array(buckets);
  for (const [spanFrom, spanTo] of spans) {
    const first = clamp((spanFrom - from) / perBucket, buckets);
    const last = clamp((spanTo - from) / perBucket, buckets);
    if (spanTo < from || spanFrom > to) continue;
    const firstBucket = Math.min(buckets - 1, Math.floor(first));
    const lastBucket = Math.min(buckets - 1, Math.floor(last));
    if (firstBucket === lastBucket) {
      // However short, it is seen.
      add(full, firstBucket, Math.max(last - first, 0.2));
      continue;
    }
    add(full, firstBucket, firstBucket + 1 - first);
    add(full, lastBucket, last - lastBucket);
    add(edges, firstBucket + 1, 1);
    add(edges, lastBucket, -1);
  }
  let level = 0;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    level += edges[bucket] ?? 0;
    add(full, bucket, level);
  }
  return full;
}

export function highest(values: Float32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

function add(values: Float32Array, at: number, amount: number): void {
  values[at] = (values[at] ?? 0) + amount;
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}
