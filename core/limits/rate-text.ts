const units = [
  ["s", 1],
  ["m", 60],
  ["h", 3_600],
] as const;

/** A decay as `--decay` has it, in the unit that is the shortest to read, with three digits at most: `2/s`, `30/m`, `100/h`. */
export function rateText(perSecond: number): string {
  const texts = units.map(([unit, seconds]) => `${Number((perSecond * seconds).toPrecision(3))}/${unit}`);
  return texts.reduce((best, text) => (text.length < best.length ? text : best));
}
