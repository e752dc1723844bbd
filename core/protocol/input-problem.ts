/** One thing that is wrong with what somebody answered to a pause. */
export interface InputProblem {
  /** The path of the field, as in `address.city` or `repos[2]`; empty for the input as a whole. */
  readonly field: string;
  /** One sentence for people. */
  readonly message: string;
}
