import { Redactor } from "../../core/secrets/redactor.ts";
import { secretVariables } from "../process/environment.ts";
import { sharedState } from "../shared-state.ts";

/** The secrets that this process knows, and what keeps them out of all that it writes. */
export interface KnownSecrets {
  /** What whoever started this process has given, by name. Never from the environment, never from a file. */
  given: Readonly<Record<string, string>>;
  readonly redactor: Redactor;
}

export function knownSecrets(): KnownSecrets {
  const state = sharedState();
  if (state.secrets === null) {
    const redactor = new Redactor();
    for (const value of Object.values(secretVariables())) redactor.add(value);
    state.secrets = { given: {}, redactor };
  }
  return state.secrets;
}

/** They replace what was given before; what has been known once is kept out of all that is written ever after. */
export function giveSecrets(values: Readonly<Record<string, string>>): void {
  const secrets = knownSecrets();
  secrets.given = values;
  for (const value of Object.values(values)) secrets.redactor.add(value);
}

/** The variable of the environment that a secret is read from. */
export function secretVariable(name: string): string {
  return `MILLRACE_SECRET_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}

/** From the environment as it is now, else as it was given; `undefined`: nobody has. */
export function findSecret(name: string): string | undefined {
  const { given, redactor } = knownSecrets();
  const variable = secretVariable(name);
  const value = secretVariables()[variable] ?? (Object.hasOwn(given, name) ? given[name] : undefined) ?? Object.entries(given).find(([each]) => secretVariable(each) === variable)?.[1];
  // One that came into the environment in the meantime, as by a file that the flow's module reads.
  if (value !== undefined) redactor.add(value);
  return value;
}
