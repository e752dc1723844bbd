import { SecretNotFoundError, UsageError } from "../../core/protocol/errors.ts";
import { show } from "../definition/check-option.ts";
import { currentContext } from "../run/context.ts";
import { findSecret, knownSecrets, secretVariable } from "./known-secrets.ts";

/**
 * Passwords, keys and tokens. They come from the environment (`MILLRACE_SECRET_<NAME>`), or from the editor, which hands its own
 * to a run as it starts. Whatever a run writes down has `********` in their place: log lines, errors, states, artifacts, output.
 * A result or an input that contains one is not kept at all.
 */
export const Secret = {
  /**
   * The value of a secret.
   *
   * @param name any text; of the environment's variable letters are capitals, and what is neither letter nor digit is `_`:
   * `"github-token"` is `MILLRACE_SECRET_GITHUB_TOKEN`.
   * @throws SecretNotFoundError when nobody has given it, UsageError for what is no name, CancelledError from an attempt that
   * has ended.
   * @example
   * const token = await Secret.get("github-token");
   * await fetch(url, { headers: { authorization: `Bearer ${token}` } });
   */
  async get(name: string): Promise<string> {
    const context = currentContext();
    if (context?.attempt.refusesCalls === true) return await context.attempt.refuse();
    if (typeof name !== "string" || name === "") throw new UsageError(`The name of a secret is ${show(name)}, expected a text.`);
    const value = findSecret(name) ?? (await context?.root.parts.home?.secret(name)) ?? undefined;
    if (value === undefined) throw new SecretNotFoundError(name, secretVariable(name));
    knownSecrets().redactor.add(value);
    return value;
  },
} as const;
