/** Access to lists of numbers whose indices are known to be in them. */
export interface Numbers {
  [index: number]: number;
}

export function at(values: Readonly<Numbers>, index: number): number {
  return values[index] ?? 0;
}

export function bump(values: Numbers, index: number, amount = 1): void {
  values[index] = (values[index] ?? 0) + amount;
}
