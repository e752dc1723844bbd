/** Three digits that count, and no more than a reader can use: 0.00123, 1.23, 12.3, 123, 12,345. */
export function digits(number) {
  const rounded = Math.abs(number) >= 100 ? Math.round(number) : Number(number.toPrecision(3));
  return rounded.toLocaleString("en-US", { maximumFractionDigits: 6 });
}
