/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A value as a record holds it. `undefined` is never stored: the field is left out.
 *
 * - `v`: plain JSON, inline.
 * - `x`: inline text of the value serializer, for what JSON would lose (Map, Date, bigint, cycles, …).
 * - `o`: inline text of a serializer of the user's, whose name is `by`; only the flow's code can read it.
 * - `f`: the name of a file in the run's `results/`; `c` says how its text is encoded, as `v`, `x` or `o` is.
 * - `t`: the result of another task run of this root run, by its number.
 * - `m`: not recorded (not serialisable, secret, or persistence is off); the text is a short preview.
 */
export type StoredValue =
  | { readonly v: Json }
  | { readonly x: string }
  | { readonly o: string; readonly by: string }
  | { readonly f: string; readonly c: "v" | "x"; readonly size: number }
  | { readonly f: string; readonly c: "o"; readonly by: string; readonly size: number }
  | { readonly t: number }
  | { readonly m: string };
