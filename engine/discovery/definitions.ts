import type { ts } from "ts-morph";

import { resultsOfCall } from "./made-by-helper.ts";
import { follow, sdkName } from "./sdk-names.ts";
import type { Bindings, Session } from "./session.ts";
import { type FunctionNode, isFunctionNode, unwrap, unwrappedParent } from "./syntax.ts";

/** One `flow(…)` or `task(…)` in a file, with the options that `.with(…)` put on top. */
export interface Definition {
  readonly kind: "flow" | "task";
  /** The call of `flow` or `task` itself. */
  readonly call: ts.CallExpression;
  /** The option objects, the ones that win first. */
  readonly options: readonly BoundExpression[];
  /** What was given as the function, as it is written. */
  readonly given: ts.Expression;
  /** The function, null where reading cannot find it. */
  readonly fn: FunctionNode | null;
  /** The name that the function has by itself at run time. */
  readonly fnName: string | null;
}

/** An expression with what the parameters of the helper around it stand for. */
export interface BoundExpression {
  readonly expression: ts.Expression;
  readonly bindings: Bindings;
}

/** A definition where it stands: `outermost` is what is assigned or exported, `.with(…)` included. */
export interface PlacedDefinition {
  readonly definition: Definition;
  readonly outermost: ts.Expression;
  /** The node whose start is the definition's position. */
  readonly anchor: ts.Node;
  /** Made with `.with(…)` from a flow or task that is defined elsewhere. */
  readonly isCopy: boolean;
}

/** Methods that give a copy of the same flow or task. */
export const COPYING_METHODS: ReadonlySet<string> = new Set(["with", "after"]);

/**
 * All flows and tasks that a file defines, in order of position. A copy made elsewhere (`b = a.with({ … })`) counts as
 * a definition of its own when it is assigned and its options are given there.
 */
export function findDefinitions(session: Session, source: ts.SourceFile, where: "everywhere" | "atTopLevel" = "everywhere"): readonly PlacedDefinition[] {
  const { ts: typescript } = session;
  const found: PlacedDefinition[] = [];
  const visit = (node: ts.Node): void => {
    if (where === "atTopLevel" && typescript.isFunctionLike(node)) return;
    if (typescript.isCallExpression(node)) {
      const placed = placeDefinition(session, node) ?? placeCopy(session, node);
      if (placed !== null) found.push(placed);
    }
    node.forEachChild(visit);
  };
  visit(source);
  return found.sort((a, b) => a.anchor.getStart() - b.anchor.getStart());
}

/** Helpers that call helpers are followed this far; a recursive one ends here. */
const MOST_HELPERS = 4;

/**
 * The flow or task that an expression stands for, in whatever file it is defined, also one that a function of the user's
 * wraps or makes; null for any other value.
 */
export function definitionOf(session: Session, expression: ts.Expression, helpers = 0): Definition | null {
  const { ts: typescript } = session;
  const found = follow(session, expression);
  if (found?.kind !== "node" || isFunctionNode(typescript, found.node)) return null;
  const isAwaited = typescript.isAwaitExpression(found.node);
  const call = typescript.isAwaitExpression(found.node) ? unwrap(typescript, found.node.expression) : found.node;
  return typescript.isCallExpression(call) ? definitionOfCall(session, call, { helpers, isAwaited }) : null;
}

/** Whether a node runs only when a function is called, so that it is not there after the import. */
export function isInsideFunction(session: Session, node: ts.Node): boolean {
  return session.ts.findAncestor(node.parent, (outer) => session.ts.isFunctionLike(outer)) !== undefined;
}

interface CallPlace {
  /** How many calls of helpers led here. */
  readonly helpers: number;
  readonly isAwaited: boolean;
}

function definitionOfCall(session: Session, call: ts.CallExpression, place: CallPlace): Definition | null {
  const { ts: typescript } = session;
  const callee = unwrap(typescript, call.expression);
  if (typescript.isPropertyAccessExpression(callee) && COPYING_METHODS.has(callee.name.text)) {
    const original = definitionOf(session, callee.expression, place.helpers);
    const [options] = call.arguments;
    if (original === null || callee.name.text !== "with" || options === undefined) return original;
    return { ...original, options: [bind(session, options), ...original.options] };
  }
  return readDefinition(session, call) ?? definitionByHelper(session, call, place);
}

function definitionByHelper(session: Session, call: ts.CallExpression, { helpers, isAwaited }: CallPlace): Definition | null {
  const made = helpers < MOST_HELPERS ? resultsOfCall(session, call, isAwaited) : null;
  for (const result of made?.results ?? []) {
    const definition = made === null ? null : definitionOf(made.session, result, helpers + 1);
    if (definition !== null) return definition;
  }
  return null;
}

function readDefinition(session: Session, call: ts.CallExpression): Definition | null {
  const { ts: typescript } = session;
  const callee = unwrap(typescript, call.expression);
  if (!typescript.isIdentifier(callee) && !typescript.isPropertyAccessExpression(callee)) return null;
  const [first, second] = call.arguments;
  const given = second ?? first;
  if (given === undefined || call.arguments.length > 2 || typescript.isSpreadElement(given)) return null;
  const kind = sdkName(session, callee);
  if (kind !== "flow" && kind !== "task") return null;
  const target = follow(session, given);
  const fn = target?.kind === "node" && isFunctionNode(typescript, target.node) ? target.node : null;
  const ownName = fn?.name === undefined ? null : fn.name.getText();
  const declaredName = target?.kind === "node" ? target.name : null;
  return {
    kind,
    call,
    options: second === undefined || first === undefined ? [] : [bind(session, first)],
    given,
    fn,
    fnName: fn === null ? null : (ownName ?? declaredName),
  };
}

function bind({ bindings }: Session, expression: ts.Expression): BoundExpression {
  return { expression, bindings };
}

function placeDefinition(session: Session, call: ts.CallExpression): PlacedDefinition | null {
  const { ts: typescript } = session;
  const definition = readDefinition(session, call);
  if (definition === null) return null;
  const callee = unwrap(typescript, call.expression);
  const anchor = typescript.isPropertyAccessExpression(callee) ? callee.name : callee;
  const { outermost, options } = chainedCopies(session, call);
  return { definition: { ...definition, options: [...options.map((one) => bind(session, one)), ...definition.options] }, outermost, anchor, isCopy: false };
}

/** The expression that ends the copies chained on a call, with their options, the ones that win first. */
export function chainedCopies(
  session: Session,
  call: ts.CallExpression,
): { readonly outermost: ts.CallExpression; readonly options: readonly ts.Expression[] } {
  const { ts: typescript } = session;
  const access = unwrappedParent(typescript, call);
  if (!typescript.isPropertyAccessExpression(access) || !COPYING_METHODS.has(access.name.text)) return { outermost: call, options: [] };
  const next = unwrappedParent(typescript, access);
  if (!typescript.isCallExpression(next) || unwrap(typescript, next.expression) !== access) return { outermost: call, options: [] };
  const rest = chainedCopies(session, next);
  const [changed] = next.arguments;
  return access.name.text === "with" && changed !== undefined ? { ...rest, options: [...rest.options, changed] } : rest;
}

function placeCopy(session: Session, call: ts.CallExpression): PlacedDefinition | null {
  const { ts: typescript } = session;
  const callee = call.expression;
  if (!typescript.isPropertyAccessExpression(callee) || callee.name.text !== "with") return null;
  // A chain that starts at flow(…) itself is that definition already.
  const base = unwrap(typescript, callee.expression);
  const holder = unwrappedParent(typescript, call);
  const isHeld =
    typescript.isVariableDeclaration(holder) || typescript.isExportAssignment(holder) || typescript.isPropertyAssignment(holder);
  if (!typescript.isIdentifier(base) || !isHeld || isInsideFunction(session, call)) return null;
  const definition = definitionOfCall(session, call, { helpers: 0, isAwaited: false });
  return definition === null ? null : { definition, outermost: call, anchor: callee.name, isCopy: true };
}
