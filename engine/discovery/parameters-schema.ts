import type { ts } from "ts-morph";

import type { Definition, PlacedDefinition } from "./definitions.ts";
import { parametersOfType, type TypedParameter } from "./flow-type.ts";
import { commentsOf, commentText, parameterTag, tagText } from "./jsdoc.ts";
import type { JsonSchema, ParametersSchema } from "../../core/protocol/json-schema.ts";
import { defaultValue } from "./json-schema/default-value.ts";
import { limitsOf } from "./json-schema/documentation.ts";
import { describe } from "./json-schema/objects.ts";
import { anySchema, type SchemaWriter } from "./json-schema/schema-writer.ts";
import { createSchemaWriter } from "./json-schema/write-type.ts";
import { findOption } from "./options.ts";
import type { Session } from "./session.ts";
import { parametersOf, type SignatureParameter } from "./signature.ts";
import type { FunctionNode } from "./syntax.ts";

/**
 * The JSON Schema of a flow's parameters, from the declarations of its function, whose generics are those of the exported
 * value. Where the function is not found, the value's type says what a call takes; where that is open too, the schema
 * accepts any names.
 */
export function parametersSchema(session: Session, { definition, outermost }: PlacedDefinition): ParametersSchema {
  const writer = createSchemaWriter(session);
  const parameters = definition.fn === null ? typedParameters(writer, outermost) : declaredParameters(writer, { ...definition, fn: definition.fn }, outermost);
  const checkedBy = checkedByOf(session, definition);
  const remark = checkedBy === null ? {} : { "x-checkedBy": checkedBy };
  if (parameters === null) {
    const description = "any: the function is not found by reading the code";
    return { type: "object", description, properties: {}, required: [], ...remark };
  }
  const definitions = writer.definitions();
  return {
    type: "object",
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.filter(({ isRequired }) => isRequired).map(({ name }) => name),
    additionalProperties: false,
    ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions }),
    // The function's own text may show other names.
    ...(definition.fn === null ? { "x-positional": true } : {}),
    ...remark,
  };
}

/** How a flow is called from outside, without the types of what it takes. Agrees with the schema. */
export function parametersKind(session: Session, { definition, outermost }: PlacedDefinition): "none" | "optional" | "required" {
  if (definition.fn === null) {
    const typed = parametersOfType(session, outermost);
    if (typed === null) return "optional";
    return typed.length === 0 ? "none" : typed.some(({ isOptional }) => !isOptional) ? "required" : "optional";
  }
  const comments = commentsOf(session, definition, outermost);
  const parameters = parametersOf(session, definition.fn);
  if (parameters.length === 0) return "none";
  const overloads = overloadsOf(session, definition.fn);
  return parameters.some((parameter, index) => isRequired(session, parameter, comments, overloads, index)) ? "required" : "optional";
}

interface WrittenParameter {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

function typedParameters(writer: SchemaWriter, value: ts.Expression): readonly WrittenParameter[] | null {
  const typed = parametersOfType(writer.session, value);
  return (
    typed?.map(({ name, type, isOptional, isRest }) => ({
      name,
      schema: isRest ? { type: "array", items: writer.write(type), "x-rest": true } : writer.write(type),
      isRequired: !isOptional,
    })) ?? null
  );
}

function declaredParameters(writer: SchemaWriter, definition: Definition & { readonly fn: FunctionNode }, value: ts.Expression): readonly WrittenParameter[] {
  const { session } = writer;
  const comments = commentsOf(session, definition, value);
  const overloads = overloadsOf(session, definition.fn);
  // Types cost more than declarations, and tell more only of what is generic.
  const typed = isGeneric(session, definition.fn) ? parametersOfType(session, value) : null;
  return parametersOf(session, definition.fn).map((parameter, index) => ({
    name: parameter.name,
    schema: parameterSchema(writer, parameter, comments, { typed: typed?.[index], overloads: overloads.flatMap(({ parameters }) => parameters[index] ?? []) }),
    isRequired: isRequired(session, parameter, comments, overloads, index),
  }));
}

/** The signatures that callers see, of a function that is declared with several. */
function overloadsOf({ ts: typescript, checker }: Session, fn: FunctionNode): readonly ts.FunctionDeclaration[] {
  if (!typescript.isFunctionDeclaration(fn) || fn.name === undefined) return [];
  const declarations = checker.getSymbolAtLocation(fn.name)?.declarations ?? [];
  return declarations.filter((one): one is ts.FunctionDeclaration => typescript.isFunctionDeclaration(one) && one.body === undefined);
}

/** Whether a function, or one around it, has type parameters. */
function isGeneric({ ts: typescript }: Session, fn: FunctionNode): boolean {
  const hasTypeParameters = (node: ts.Node): boolean => typescript.isFunctionLike(node) && (node.typeParameters?.length ?? 0) > 0;
  return typescript.findAncestor(fn, hasTypeParameters) !== undefined;
}

/** Who looks at values from outside, where it is not this schema. */
function checkedByOf(session: Session, definition: Definition): "schema" | "nobody" | null {
  const validates = findOption(session, definition, "validateParameters");
  if (validates.kind === "given" && validates.expression.kind === session.ts.SyntaxKind.FalseKeyword) return "nobody";
  return findOption(session, definition, "parameters").kind === "given" ? "schema" : null;
}

interface KnownTypes {
  /** What the exported value's type says of the parameter. */
  readonly typed: TypedParameter | undefined;
  /** The same parameter in the signatures that callers see. */
  readonly overloads: readonly ts.ParameterDeclaration[];
}

function parameterSchema(writer: SchemaWriter, parameter: SignatureParameter, comments: readonly ts.JSDoc[], known: KnownTypes): JsonSchema {
  const { session } = writer;
  const { ts: typescript } = session;
  const { declaration, name, isRest } = parameter;
  const ownComments = typescript.getJSDocCommentsAndTags(declaration).filter((comment) => typescript.isJSDoc(comment));
  const description = commentText(session, ownComments) ?? tagText(session, parameterTag(session, comments, name));
  const own = known.overloads.length === 0 ? typeSchema(writer, declaration, comments, name, known.typed) : overloadSchema(writer, known.overloads, comments, name);
  const schema = describe(own, { ...(description === "" ? {} : { description }), ...limitsOf(ownComments) });
  const { initializer } = declaration;
  const isGiven = initializer !== undefined && !isUndefined(typescript, initializer);
  return {
    ...schema,
    ...(isGiven ? { default: defaultValue(typescript, initializer) } : {}),
    ...(isRest ? { "x-rest": true } : {}),
  };
}

function overloadSchema(writer: SchemaWriter, overloads: readonly ts.ParameterDeclaration[], comments: readonly ts.JSDoc[], name: string): JsonSchema {
  const schemas = overloads.map((overload) => typeSchema(writer, overload, comments, name, undefined));
  const different = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  const [only] = different;
  return different.length === 1 && only !== undefined ? only : { anyOf: different };
}

function typeSchema(
  writer: SchemaWriter,
  declaration: ts.ParameterDeclaration,
  comments: readonly ts.JSDoc[],
  name: string,
  typed: TypedParameter | undefined,
): JsonSchema {
  const { session } = writer;
  const { ts: typescript, checker } = session;
  const isRest = declaration.dotDotDotToken !== undefined;
  const documented = parameterTag(session, comments, name)?.typeExpression?.type ?? typescript.getJSDocType(declaration);
  const isJavaScript = /js$/.test(declaration.getSourceFile().fileName);
  const node = declaration.type ?? (isJavaScript ? documented : undefined);
  if (node !== undefined) {
    const type = checker.getTypeFromTypeNode(node);
    if (typed !== undefined && tellsMore(session, typed.type)) {
      return typed.isRest ? { type: "array", items: writer.write(typed.type) } : writer.write(typed.type, typed.type === type ? node : undefined);
    }
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

/** A type parameter that nothing was inferred for is `unknown`, while its declaration may have a constraint. */
function tellsMore({ ts: typescript }: Session, type: ts.Type): boolean {
  return (type.flags & (typescript.TypeFlags.Any | typescript.TypeFlags.Unknown)) === 0;
}

function isRequired(
  session: Session,
  { declaration, name, isRest }: SignatureParameter,
  comments: readonly ts.JSDoc[],
  overloads: readonly ts.FunctionDeclaration[],
  index: number,
): boolean {
  if (isRest || isOptional(session, declaration, comments, name)) return false;
  return overloads.every(({ parameters }) => {
    const overload = parameters[index];
    return overload !== undefined && !isOptional(session, overload, comments, name);
  });
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
