import type { ts } from "ts-morph";

import type { JsonSchema } from "../../../core/protocol/json-schema.ts";
import { futureOf, isReference } from "./futures.ts";
import type { SchemaWriter } from "./schema-writer.ts";

/** Arrays, readonly arrays, tuples, and futures, which count as what they resolve to; null for any other object. */
export function arraySchema(writer: SchemaWriter, type: ts.Type, node: ts.TypeNode | undefined): JsonSchema | null {
  const { session } = writer;
  const { checker } = session;
  const future = futureOf(session, type);
  if (future !== null) return future.isList ? { type: "array", items: writer.write(future.value) } : writer.write(future.value);
  if (!isReference(session, type)) return null;
  if (checker.isTupleType(type)) return tupleSchema(writer, type, node);
  if (!checker.isArrayType(type)) return null;
  const [element] = checker.getTypeArguments(type);
  return { type: "array", items: element === undefined ? {} : writer.write(element, elementNode(writer, node)) };
}

function tupleSchema(writer: SchemaWriter, type: ts.TypeReference, node: ts.TypeNode | undefined): JsonSchema {
  const { ts: typescript, checker } = writer.session;
  if (!isTupleTarget(typescript, type.target)) return { type: "array" };
  const elements = checker.getTypeArguments(type);
  const written = tupleNodes(writer, node);
  const flags = type.target.elementFlags;
  const fixed = flags.findIndex((flag) => (flag & typescript.ElementFlags.Variable) !== 0);
  const length = fixed === -1 ? flags.length : fixed;
  const minItems = flags.filter((flag) => (flag & typescript.ElementFlags.Required) !== 0).length;
  const prefixItems = elements.slice(0, length).map((element, index) => writer.write(element, written[index]));
  const rest = fixed === -1 ? undefined : elements[fixed];
  // Elements after a rest (`[...string[], number]`) have no fixed place, so any of the types fits there.
  const isOpenEnd = fixed !== -1 && flags.length > fixed + 1;
  const items = rest === undefined ? false : isOpenEnd ? {} : writer.write(rest);
  return { type: "array", ...(prefixItems.length === 0 ? {} : { prefixItems }), minItems, items };
}

function isTupleTarget(typescript: typeof ts, target: ts.GenericType): target is ts.TupleType {
  return (target.objectFlags & typescript.ObjectFlags.Tuple) !== 0;
}

function tupleNodes(writer: SchemaWriter, node: ts.TypeNode | undefined): readonly (ts.TypeNode | undefined)[] {
  const { ts: typescript } = writer.session;
  const plain = node === undefined ? undefined : withoutReadonly(typescript, node);
  if (plain === undefined || !typescript.isTupleTypeNode(plain)) return [];
  return plain.elements.map((element) => {
    if (typescript.isNamedTupleMember(element) || typescript.isOptionalTypeNode(element)) return element.type;
    return element;
  });
}

function elementNode({ session }: SchemaWriter, node: ts.TypeNode | undefined): ts.TypeNode | undefined {
  if (node === undefined) return undefined;
  const plain = withoutReadonly(session.ts, node);
  if (session.ts.isArrayTypeNode(plain)) return plain.elementType;
  const isArray = session.ts.isTypeReferenceNode(plain) && /^(?:Readonly)?Array$/.test(plain.typeName.getText());
  return isArray ? plain.typeArguments?.[0] : undefined;
}

function withoutReadonly(typescript: typeof ts, node: ts.TypeNode): ts.TypeNode {
  if (typescript.isParenthesizedTypeNode(node)) return withoutReadonly(typescript, node.type);
  const isReadonly = typescript.isTypeOperatorNode(node) && node.operator === typescript.SyntaxKind.ReadonlyKeyword;
  return isReadonly ? withoutReadonly(typescript, node.type) : node;
}
