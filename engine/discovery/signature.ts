import type { ts } from "ts-morph";

import type { Definition } from "./definitions.ts";
import type { Session } from "./session.ts";
import type { FunctionNode } from "./syntax.ts";

/** One parameter of a flow's or task's function. */
export interface SignatureParameter {
  /** As written, `arg0`, `arg1`, … by its position where it is destructured. */
  readonly name: string;
  readonly isRest: boolean;
  readonly declaration: ts.ParameterDeclaration;
}

/** The parameters of a function in order, without `this`, which no caller gives. */
export function parametersOf({ ts: typescript }: Session, fn: FunctionNode): readonly SignatureParameter[] {
  return fn.parameters
    .filter(({ name }) => !typescript.isIdentifier(name) || name.text !== "this")
    .map((declaration, index) => ({
      name: typescript.isIdentifier(declaration.name) ? declaration.name.text : `arg${index}`,
      isRest: declaration.dotDotDotToken !== undefined,
      declaration,
    }));
}

/** The name of the parameter that an argument at `index` (0-based) lands in, null when there is none. */
export function parameterAt(session: Session, { fn }: Definition, index: number): string | null {
  if (fn === null) return null;
  const parameters = parametersOf(session, fn);
  const last = parameters.at(-1);
  return parameters[index]?.name ?? (last?.isRest === true ? last.name : null);
}
