import type { ts } from "ts-morph";

import type { Definition } from "./definitions.ts";
import { commentsOf, commentText, parameterTag, tagText } from "./jsdoc.ts";
import type { JsonSchema, ParametersSchema } from "../../core/protocol/json-schema.ts";
import { defaultValue } from "./json-schema/default-value.ts";
import { describe } from "./json-schema/objects.ts";
import { anySchema, type SchemaWriter } from "./json-schema/schema-writer.ts";
import { createSchemaWriter } from "./json-schema/write-type.ts";
import type { Session } from "./session.ts";
import { parametersOf, type SignatureParameter } from "./signature.ts";

/**
 * The JSON Schema of a flow's parameters, from the declarations of its function: what the SDK makes of it has another
 * type, and the SDK may not be installed. Without a function the schema accepts any names.
 */
export function parametersSchema(session: Session, definition: Definition): ParametersSchema {
  if (definition.fn === null) {
    const description = "any: the function is not found by reading the code";
    return { type: "object", description, properties: {}, required: [] };
  }
  const writer = createSchemaWriter(session);
  const comments = commentsOf(session, definition);
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const parameter of parametersOf(session, definition.fn)) {
    const { declaration, name, isRest } = parameter;
    properties[name] = parameterSchema(writer, parameter, comments);
    if (!isRest && !isOptional(session, declaration, comments, name)) required.push(name);
  }
  const definitions = writer.definitions();
  return {
    type: "object",
    properties,
    required,
    additionalProperties: false,
    ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions }),
  };
}

/** How a flow is called from outside, without the types of what it takes. Agrees with the schema. */
export function parametersKind(session: Session, definition: Definition): "none" | "optional" | "required" {
  if (definition.fn === null) return "optional";
  const comments = commentsOf(session, definition);
  const parameters = parametersOf(session, definition.fn);
  if (parameters.length === 0) return "none";
  return parameters.some(({ declaration, name, isRest }) => !isRest && !isOptional(session, declaration, comments, name)) ? "required" : "optional";
}

function parameterSchema(writer: SchemaWriter, parameter: SignatureParameter, comments: readonly ts.JSDoc[]): JsonSchema {
  const { session } = writer;
  const { ts: typescript } = session;
  const { declaration, name, isRest } = parameter;
  const ownComments = typescript.getJSDocCommentsAndTags(declaration).filter((comment) => typescript.isJSDoc(comment));
  const description = commentText(session, ownComments) ?? tagText(session, parameterTag(session, comments, name));
  const schema = describe(typeSchema(writer, declaration, comments, name), description === "" ? {} : { description });
  const { initializer } = declaration;
  const isGiven = initializer !== undefined && !isUndefined(typescript, initializer);
  return {
    ...schema,
    ...(isGiven ? { default: defaultValue(typescript, initializer) } : {}),
    ...(isRest ? { "x-rest": true } : {}),
  };
}

function typeSchema(
  writer: SchemaWriter,
  declaration: ts.ParameterDeclaration,
  comments: readonly ts.JSDoc[],
  name: string,
): JsonSchema {
  const { session } = writer;
  const { ts: typescript, checker } = session;
  const isRest = declaration.dotDotDotToken !== undefined;
  const documented = parameterTag(session, comments, name)?.typeExpression?.type ?? typescript.getJSDocType(declaration);
  const isJavaScript = /js$/.test(declaration.getSourceFile().fileName);
  const node = declaration.type ?? (isJavaScript ? documented : undefined);
  if (node !== undefined) {
    const type = checker.getTypeFromTypeNode(node);
    // In JSDoc a rest parameter is written with the type of one element.
    const isOfElement = isRest && declaration.type === undefined;
    return isOfElement ? { type: "array", items: writer.write(type, node) } : writer.write(type, node);
  }
  const untyped = anySchema("JavaScript gives no type");
  if (isJavaScript) return isRest ? { type: "array", items: untyped } : untyped;
  const { initializer } = declaration;
  if (initializer === undefined) {
    const schema = writer.write(checker.getTypeAtLocation(declaration));
    return isRest && schema.type !== "array" ? { type: "array", items: schema } : schema;
  }
  const type = checker.getWidenedType(checker.getBaseTypeOfLiteralType(checker.getTypeAtLocation(initializer)));
  if (type.flags & typescript.TypeFlags.Any) return anySchema(`the type of ${initializer.getText().replaceAll(/\s+/g, " ")} is not found`);
  return writer.write(type);
}

function isOptional(
  session: Session,
  declaration: ts.ParameterDeclaration,
  comments: readonly ts.JSDoc[],
  name: string,
): boolean {
  if (declaration.questionToken !== undefined || declaration.initializer !== undefined) return true;
  if (session.checker.isOptionalParameter(declaration)) return true;
  const tag = parameterTag(session, comments, name);
  if (tag !== null && /js$/.test(declaration.getSourceFile().fileName)) return tag.isBracketed;
  if (declaration.type === undefined) return false;
  // `x: string | undefined` may be left out by a caller from outside, who has no way to write undefined.
  const type = session.checker.getTypeFromTypeNode(declaration.type);
  return type.isUnion() && type.types.some((member) => member.flags & session.ts.TypeFlags.Undefined);
}

function isUndefined(typescript: typeof ts, initializer: ts.Expression): boolean {
  return typescript.isIdentifier(initializer) && initializer.text === "undefined";
}
