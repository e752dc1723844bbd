import { DefinitionError } from "../../core/protocol/errors.ts";
import { show } from "./check-option.ts";
import type { ParameterValues } from "./task-options.ts";

/** A text such as the name of a run, from a template such as `"get {repo}"`, or from a function of the parameters. @throws DefinitionError */
export function runName(
  option: string,
  template: string | ((parameters: ParameterValues) => unknown),
  parameters: ParameterValues,
): string {
  if (typeof template === "function") {
    const name = template(parameters);
    if (typeof name === "string" && name !== "") return name;
    throw new DefinitionError(`The function "${option}" returned ${show(name)} (${typeof name}), but a text is required.`);
  }
  return template.replace(/\{([^{}]+)\}/g, (_match, path: string) => {
    const value = readPath(option, parameters, path.trim());
    return typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined");
  });
}

function readPath(option: string, parameters: ParameterValues, path: string): unknown {
  const [first = "", ...rest] = path.split(".");
  if (!(first in parameters)) {
    throw new DefinitionError(`The template of "${option}" asks for {${path}}; there is ${Object.keys(parameters).join(", ") || "nothing to ask for"}.`);
  }
  return rest.reduce<unknown>((value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined), parameters[first]);
}
