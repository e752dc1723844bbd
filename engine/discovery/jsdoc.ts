import type { ts } from "ts-morph";

import { holderOf } from "./flow-name.ts";
import type { Definition } from "./definitions.ts";
import type { Session } from "./session.ts";

/** The documentation comments that belong to a flow or task: those of what holds it, then those of its function. */
export function commentsOf(session: Session, definition: Definition, outermost: ts.Expression): readonly ts.JSDoc[] {
  const { ts: typescript } = session;
  const holders = [typescript.isCallExpression(outermost) ? holderOf(session, outermost) : null, holderOf(session, definition.call)];
  // A statement such as `exports.x = flow(…)` carries the comment itself.
  const statements = holders.map((holder) => (holder !== null && typescript.isExpressionStatement(holder.parent) ? holder.parent : null));
  const hosts = [...holders, ...statements, definition.given, definition.fn];
  const comments = hosts
    .filter((host) => host !== null)
    .flatMap((host) => typescript.getJSDocCommentsAndTags(host))
    .filter((comment) => typescript.isJSDoc(comment));
  return [...new Set(comments)];
}

/** The text of the first comment that has any; null without one. */
export function commentText({ ts: typescript }: Session, comments: readonly ts.JSDoc[]): string | null {
  for (const { comment } of comments) {
    const text = typescript.getTextOfJSDocComment(comment)?.trim() ?? "";
    if (text !== "") return text;
  }
  return null;
}

/** The `@param` tag for a name. */
export function parameterTag(
  { ts: typescript }: Session,
  comments: readonly ts.JSDoc[],
  name: string,
): ts.JSDocParameterTag | null {
  for (const { tags } of comments) {
    for (const tag of tags ?? []) if (typescript.isJSDocParameterTag(tag) && tag.name.getText() === name) return tag;
  }
  return null;
}

/** The description that a `@param` tag gives, without the dash that some write before it. */
export function tagText({ ts: typescript }: Session, tag: ts.JSDocParameterTag | null): string {
  const text = tag === null ? undefined : typescript.getTextOfJSDocComment(tag.comment);
  return (text ?? "").replace(/^\s*-\s*/, "").trim();
}
