import { hash } from "node:crypto";
import { knownSecrets } from "./known-secrets.ts";

const hashLength = 32;

/**
 * The key that stands on the disk for a key of the user's: of one with a known secret in it, the secret is masked, and a hash of the
 * whole tells it from the keys of other secrets. Made once for each call, so that a secret which becomes known meanwhile changes no key
 * that is locked by then.
 */
export function keptKey(key: string): string {
  const clean = knownSecrets().redactor.redact(key);
  return clean === key ? key : `${clean} (${hash("sha256", key).slice(0, hashLength)})`;
}
