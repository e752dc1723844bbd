import type { ts } from "ts-morph";

import { isReference } from "./json-schema/futures.ts";
import { follow } from "./sdk-names.ts";
import type { Session } from "./session.ts";
import { isFunctionNode, unwrappedParent } from "./syntax.ts";

/** One parameter as the type of a flow has it. */
export interface TypedParameter {
  readonly name: string;
  /** Of a rest parameter the type of one element. */
  readonly type: ts.Type;
  readonly isOptional: boolean;
  readonly isRest: boolean;
}

/**
 * What a flow takes, by the type of the expression that gives it: generics are worked out there, and so is what a helper
 * did to the function. Null where the type is no flow's, or its parameters are open.
 */
export function parametersOfType(session: Session, expression: ts.Expression): readonly TypedParameter[] | null {
  const { ts: typescript, checker } = session;
  const holder = unwrappedParent(typescript, expression);
  const isAnnotated = typescript.isVariableDeclaration(holder) && holder.type !== undefined;
  const type = isAnnotated ? checker.getTypeFromTypeNode(holder.type) : checker.getTypeAtLocation(expression);
  if (!isFlowType(session, type) || !isReference(session, type)) return null;
  const [args] = checker.getTypeArguments(type);
  if (args === undefined || (args.flags & typescript.TypeFlags.Any) !== 0) return null;
  if (isReference(session, args) && checker.isArrayType(args)) {
    const [element] = checker.getTypeArguments(args);
    const isOpen = element === undefined || (element.flags & (typescript.TypeFlags.Any | typescript.TypeFlags.Unknown)) !== 0;
    return isOpen ? null : [{ name: "args", type: element, isOptional: true, isRest: true }];
  }
  if (!isReference(session, args) || !checker.isTupleType(args)) return null;
  const target: ts.GenericType = args.target;
  if (!isTupleTarget(session, target)) return null;
  const { elementFlags, labeledElementDeclarations: labels } = target;
  return checker.getTypeArguments(args).map((element, index) => {
    const flags = elementFlags[index] ?? typescript.ElementFlags.Required;
    return {
      name: labelText(session, labels?.[index]) ?? `arg${index}`,
      type: element,
      isOptional: (flags & typescript.ElementFlags.Required) === 0,
      isRest: (flags & typescript.ElementFlags.Variable) !== 0,
    };
  });
}

/** Whether a value, or the function whose call gives it, is declared to be a `Flow` of the SDK. */
export function isAnnotatedAsFlow(session: Session, value: ts.Expression, call: ts.CallExpression): boolean {
  const { ts: typescript } = session;
  const holder = unwrappedParent(typescript, value);
  if (typescript.isVariableDeclaration(holder) && holder.type !== undefined) return isFlowNode(session, holder.type);
  const target = follow(session, call.expression);
  const isFunction = target?.kind === "node" && isFunctionNode(typescript, target.node);
  return isFunction && target.node.type !== undefined && isFlowNode(session, target.node.type);
}

function isFlowNode({ ts: typescript, checker, sdkFile }: Session, node: ts.TypeNode): boolean {
  if (!typescript.isTypeReferenceNode(node)) return false;
  const symbol = checker.getSymbolAtLocation(node.typeName);
  const target = symbol !== undefined && symbol.flags & typescript.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isOfSdk = target?.declarations?.some((declaration) => declaration.getSourceFile().fileName === sdkFile) ?? false;
  return isOfSdk && target !== undefined && ["Flow", "FlowOf", "GeneratorFlow"].includes(target.name);
}

function isFlowType({ sdkFile }: Session, type: ts.Type): boolean {
  const symbol = type.getSymbol();
  return symbol !== undefined && ["Flow", "GeneratorFlow"].includes(symbol.name) && (symbol.declarations?.some((declaration) => declaration.getSourceFile().fileName === sdkFile) ?? false);
}

function isTupleTarget({ ts: typescript }: Session, target: ts.GenericType): target is ts.TupleType {
  return (target.objectFlags & typescript.ObjectFlags.Tuple) !== 0;
}

function labelText({ ts: typescript }: Session, label: ts.NamedTupleMember | ts.ParameterDeclaration | undefined): string | null {
  return label !== undefined && typescript.isIdentifier(label.name) ? label.name.text : null;
}
