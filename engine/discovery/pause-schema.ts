import type { ts } from "ts-morph";

import type { ParametersSchema } from "../../core/protocol/json-schema.ts";
import { formSchema } from "../../core/protocol/pause-input.ts";
import type { SourcePosition } from "./discovery.ts";
import { isReference } from "./json-schema/futures.ts";
import { createSchemaWriter } from "./json-schema/write-type.ts";
import { sdkName } from "./sdk-names.ts";
import type { Session } from "./session.ts";
import { callOffset, positionOf, propertyNameText, unwrap } from "./syntax.ts";

const pausing: ReadonlySet<string> = new Set(["pause", "suspend"]);

/**
 * The input that a call of `pause` or `suspend` wants, as its types tell: what goes into the schema of its option `input`, else
 * its type argument, written or inferred. `null`: none is wanted there, or there is no such call.
 */
export function findPauseSchema(session: Session, source: ts.SourceFile, at: SourcePosition): ParametersSchema | null {
  const call = findCall(session, source, at);
  if (call === null) return null;
  const type = schemaInput(session, call) ?? answerType(session, call);
  if (type === null || isNothing(session, type)) return null;
  const writer = createSchemaWriter(session);
  const schema = writer.write(type, call.typeArguments?.[0]);
  const definitions = writer.definitions();
  const isOpen = (type.flags & (session.ts.TypeFlags.Any | session.ts.TypeFlags.Unknown)) !== 0;
  return isOpen ? null : formSchema({ ...schema, ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions }) });
}

function findCall(session: Session, source: ts.SourceFile, at: SourcePosition): ts.CallExpression | null {
  const { ts: typescript } = session;
  let found: ts.CallExpression | null = null;
  const visit = (node: ts.Node): void => {
    if (found !== null) return;
    if (typescript.isCallExpression(node) && isAt(positionOf(source, callOffset(typescript, node)), at) && pausing.has(sdkName(session, node.expression) ?? "")) found = node;
    else node.forEachChild(visit);
  };
  visit(source);
  return found;
}

function isAt(one: SourcePosition, other: SourcePosition): boolean {
  return one.line === other.line && one.column === other.column;
}

/** What goes into the Standard Schema of the option `input`, by the types that it carries. */
function schemaInput(session: Session, call: ts.CallExpression): ts.Type | null {
  const { ts: typescript, checker } = session;
  const [options] = call.arguments;
  const literal = options === undefined ? undefined : unwrap(typescript, options);
  if (literal === undefined || !typescript.isObjectLiteralExpression(literal)) return null;
  const property = literal.properties.find((one) => one.name !== undefined && propertyNameText(typescript, one.name) === "input");
  if (property === undefined) return null;
  const value = typescript.isPropertyAssignment(property) ? property.initializer : property.name;
  if (value === undefined) return null;
  let type = checker.getTypeAtLocation(value);
  for (const name of ["~standard", "types", "input"]) {
    const member = type.getProperty(name);
    if (member === undefined) return null;
    type = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(member, value));
  }
  return type;
}

/** What the call's promise resolves to. */
function answerType(session: Session, call: ts.CallExpression): ts.Type | null {
  const { checker } = session;
  const [written] = call.typeArguments ?? [];
  if (written !== undefined) return checker.getTypeFromTypeNode(written);
  const signature = checker.getResolvedSignature(call);
  const promise = signature === undefined ? undefined : checker.getReturnTypeOfSignature(signature);
  const answer = promise !== undefined && isReference(session, promise) ? checker.getTypeArguments(promise)[0] : undefined;
  return answer ?? null;
}

function isNothing({ ts: typescript }: Session, type: ts.Type): boolean {
  return (type.flags & (typescript.TypeFlags.Undefined | typescript.TypeFlags.Void | typescript.TypeFlags.Null | typescript.TypeFlags.Never)) !== 0;
}
