import type { ts } from "ts-morph";

import type { Session } from "../session.ts";

/** The parts of the code around a node that may run several times in one run of what is around them: loops, and functions. */
export function repeatedScopes({ ts: typescript }: Session, node: ts.Node): readonly ts.Node[] {
  const scopes: ts.Node[] = [];
  for (let inner = node; inner.parent !== undefined; inner = inner.parent) {
    const scope = inner.parent;
    // What a loop goes over, and where it starts, is evaluated once.
    const isOnce =
      (typescript.isForOfStatement(scope) || typescript.isForInStatement(scope)) ? scope.expression === inner : typescript.isForStatement(scope) && scope.initializer === inner;
    if (!isOnce && (typescript.isIterationStatement(scope, false) || typescript.isFunctionLike(scope))) scopes.push(scope);
  }
  return scopes;
}
