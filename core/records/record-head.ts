/** What every record of every file begins with. */
export interface RecordHead {
  /** 1, 2, 3, … without gaps. */
  readonly n: number;
  /** The generation of the owner that wrote it. */
  readonly g: number;
  /** Microseconds, strictly increasing. */
  readonly at: number;
}

/** A line as a record, or what is wrong with it. */
export type ReadLine<Record extends RecordHead> = { readonly kind: "record"; readonly record: Record } | { readonly kind: "bad"; readonly reason: string };
