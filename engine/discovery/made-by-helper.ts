import type { ts } from "ts-morph";

import { follow } from "./sdk-names.ts";
import type { Bindings, Session } from "./session.ts";
import { isFunctionNode, resultsOf, unwrap } from "./syntax.ts";

/** What a call may give, and a session in which the function's parameters stand for the call's arguments. */
export interface CallResults {
  readonly session: Session;
  readonly results: readonly ts.Expression[];
}

/**
 * The expressions that a call of the user's own function may give back: `withRetries(…)`, `makeFlow<Order>()`. Null where
 * its body is not found, and where the call gives a promise that is not awaited.
 */
export function resultsOfCall(session: Session, call: ts.CallExpression, isAwaited: boolean): CallResults | null {
  const { ts: typescript } = session;
  const callee = unwrap(typescript, call.expression);
  if (!typescript.isIdentifier(callee) && !typescript.isPropertyAccessExpression(callee)) return null;
  const target = follow(session, callee);
  if (target?.kind !== "node" || !isFunctionNode(typescript, target.node)) return null;
  const fn = target.node;
  const isAsync = fn.modifiers?.some((modifier) => modifier.kind === typescript.SyntaxKind.AsyncKeyword) ?? false;
  if (fn.asteriskToken !== undefined || isAsync !== isAwaited) return null;
  const bindings = new Map(session.bindings);
  fn.parameters.forEach((parameter, index) => {
    const argument = call.arguments[index] ?? parameter.initializer;
    const isOne = argument !== undefined && !typescript.isSpreadElement(argument) && parameter.dotDotDotToken === undefined;
    // A parameter that stands for itself, as a recursive function passes it on, stands for what it stood for before.
    if (isOne && !isParameterItself(session, argument, parameter)) bindings.set(parameter, argument);
  });
  return { session: withBindings(session, bindings), results: resultsOf(typescript, fn) };
}

export function withBindings(session: Session, bindings: Bindings): Session {
  return bindings === session.bindings ? session : { ...session, bindings };
}

function isParameterItself({ ts: typescript, checker }: Session, argument: ts.Expression, parameter: ts.ParameterDeclaration): boolean {
  return typescript.isIdentifier(argument) && checker.getSymbolAtLocation(argument)?.valueDeclaration === parameter;
}
