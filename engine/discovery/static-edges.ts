import type { ts } from "ts-morph";

import { assertNever } from "../../core/base/assert-never.ts";
import { createDataFlow } from "./data-flow/expressions.ts";
import type { GatheredShare } from "./data-flow/flow-context.ts";
import { repeatedScopes } from "./data-flow/repeated-scopes.ts";
import { definitionOf } from "./definitions.ts";
import type { Share, SourcePosition, StaticEdge } from "./discovery.ts";
import { sdkName } from "./sdk-names.ts";
import type { Session } from "./session.ts";
import { parameterAt } from "./signature.ts";
import { isFunctionNode, positionOf, unwrap, unwrappedParent } from "./syntax.ts";
import { isMapCall, runCallOf } from "./task-calls.ts";

/**
 * The edges between the task and child-flow calls of a file that reading it can prove: the result of the one reaches
 * an argument of the other through variables and expressions. In order of position; each edge once per parameter.
 */
export function findStaticEdges(session: Session, source: ts.SourceFile): readonly StaticEdge[] {
  const { ts: typescript } = session;
  const dataFlow = createDataFlow(session, source);
  const edges = new Map<string, StaticEdge>();
  const visit = (node: ts.Node): void => {
    if (typescript.isCallExpression(node)) addEdgesInto(node);
    node.forEachChild(visit);
  };
  const addEdgesInto = (call: ts.CallExpression): void => {
    const run = runCallOf(session, call);
    if (run === null) return;
    const firstSpread = call.arguments.findIndex((argument) => typescript.isSpreadElement(argument));
    call.arguments.forEach((argument, index) => {
      if (isFunctionNode(typescript, unwrap(typescript, argument))) return;
      const isPlaced = firstSpread === -1 || index < firstSpread;
      const parameter = isPlaced ? parameterAt(session, run.definition, index) : null;
      for (const [origin, gathered] of dataFlow.originsOf(argument)) {
        if (origin === run.offset) continue;
        edges.set(`${origin} ${run.offset} ${parameter}`, {
          from: positionOf(source, origin),
          to: positionOf(source, run.offset),
          share: shareAt(session, call, argument, gathered),
          parameter,
        });
      }
    });
  };
  visit(source);
  return [...edges.values()].sort((a, b) => byPosition(a.from, b.from) || byPosition(a.to, b.to));
}

/** What becomes of a share where it is used. */
function shareAt(session: Session, call: ts.CallExpression, argument: ts.Expression, share: GatheredShare): Share {
  switch (share) {
    case "one":
      return mayOverlap(session, call) ? "turn" : "one";
    case "batch":
      if (isMapCall(session, call) && !isUnmapped(session, argument)) return "element";
      // What one turn gathers cannot be told from what another does at the same time.
      return mayOverlap(session, call) ? "all" : "batch";
    case "element":
    case "all":
      return share;
    default:
      return assertNever(share, "share");
  }
}

function isUnmapped(session: Session, argument: ts.Expression): boolean {
  const node = unwrap(session.ts, argument);
  return session.ts.isCallExpression(node) && sdkName(session, node.expression) === "unmapped";
}

/** Whether it stands in a function that is no task or flow itself, such as a callback: several calls of that may be under way at a time. */
function mayOverlap(session: Session, node: ts.Node): boolean {
  const { ts: typescript } = session;
  const fn = repeatedScopes(session, node).find((scope) => typescript.isFunctionLike(scope));
  if (fn === undefined) return false;
  const parent = unwrappedParent(typescript, fn);
  return !typescript.isCallExpression(parent) || definitionOf(session, parent) === null;
}

function byPosition(a: SourcePosition, b: SourcePosition): number {
  return a.line - b.line || a.column - b.column;
}
