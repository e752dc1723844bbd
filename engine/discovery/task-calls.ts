import type { ts } from "ts-morph";

import { COPYING_METHODS, type Definition, definitionOf } from "./definitions.ts";
import { nameOfDefinition } from "./flow-name.ts";
import { follow } from "./sdk-names.ts";
import type { Session } from "./session.ts";
import { callOffset, type FunctionNode, isFunctionNode, unwrap } from "./syntax.ts";

/** A call in the code that starts a run of a task or of a child flow. */
export interface RunCall {
  readonly definition: Definition;
  /** Where V8 reports the call, as an offset. */
  readonly offset: number;
}

const RUNNING_METHODS: ReadonlySet<string> = new Set(["submit", "map", "returnState", "delay"]);

/** The run that a call starts: `t(x)`, `t.submit(x)`, `t.with({ … }).map(x)`, …; null for any other call. */
export function runCallOf(session: Session, call: ts.CallExpression): RunCall | null {
  const { ts: typescript } = session;
  const callee = unwrap(typescript, call.expression);
  const isAccess = typescript.isPropertyAccessExpression(callee);
  if (isAccess && COPYING_METHODS.has(callee.name.text)) return null;
  const target = isAccess && RUNNING_METHODS.has(callee.name.text) ? callee.expression : callee;
  const definition = definitionOf(session, target);
  return definition === null ? null : { definition, offset: callOffset(typescript, call) };
}

/** Whether a call that starts runs starts one for each element of its lists. */
export function isMapCall({ ts: typescript }: Session, call: ts.CallExpression): boolean {
  const callee = unwrap(typescript, call.expression);
  return typescript.isPropertyAccessExpression(callee) && callee.name.text === "map";
}

/**
 * The names of the tasks that a function calls, each once, in order of the first call as it is written: also in its
 * callbacks, in functions of the same file that it calls or passes on, and where a task is passed on by name.
 */
export function calledTasks(session: Session, fn: FunctionNode): readonly string[] {
  const { ts: typescript } = session;
  const names = new Set<string>();
  const entered = new Set<ts.Node>();
  const source = fn.getSourceFile();

  const note = (definition: Definition | null): void => {
    if (definition?.kind === "task") names.add(nameOfDefinition(session, definition).name);
  };
  const enter = (body: FunctionNode): void => {
    if (entered.has(body)) return;
    entered.add(body);
    for (const parameter of body.parameters) if (parameter.initializer !== undefined) visit(parameter.initializer);
    if (body.body !== undefined) visit(body.body);
  };
  const enterNamed = (expression: ts.Expression): void => {
    const found = follow(session, expression);
    const isHere = found?.kind === "node" && found.node.getSourceFile() === source;
    if (isHere && isFunctionNode(typescript, found.node)) enter(found.node);
  };
  const visit = (node: ts.Node): void => {
    // A task or flow that is made here has its own calls.
    if (typescript.isCallExpression(node) && definitionOf(session, node) !== null) return;
    // Arguments are evaluated before the call, but a reader meets the callee first.
    if (typescript.isCallExpression(node)) {
      const run = runCallOf(session, node);
      note(run?.definition ?? null);
      if (run === null && typescript.isIdentifier(node.expression)) enterNamed(node.expression);
    }
    node.forEachChild(visit);
    if (!typescript.isCallExpression(node)) return;
    for (const argument of node.arguments) {
      if (!typescript.isIdentifier(argument)) continue;
      note(definitionOf(session, argument));
      enterNamed(argument);
    }
  };
  enter(fn);
  return [...names];
}
