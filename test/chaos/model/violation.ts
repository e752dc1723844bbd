/** Something that must never be: what was expected, what is there, and where. */
export class Violation extends Error {
  override readonly name = "Violation";
  readonly invariant: string;

  constructor(invariant: string, expected: string, found: string, where: string) {
    super(`${invariant}\n    expected: ${expected}\n    found:    ${found}\n    in:       ${where}`);
    this.invariant = invariant;
  }
}
