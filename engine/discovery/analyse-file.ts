import type { ts } from "ts-morph";

import type { DiscoveredFlow, DiscoveredTask, Discovery } from "./discovery.ts";
import { type NamedDefinition, namedDefinitions, reexportedDefinitions, syntaxErrors } from "./flows-in-file.ts";
import { parametersSchema } from "./parameters-schema.ts";
import type { Session } from "./session.ts";
import { parametersOf } from "./signature.ts";
import { calledTasks } from "./task-calls.ts";

/** Everything that one file of a session defines. Flows are reported despite syntax errors where they can be read. */
export function analyseFile(session: Session, source: ts.SourceFile): Discovery {
  const found = namedDefinitions(session, source);
  return {
    flows: found.flows.map((named) => discoveredFlow(session, named)),
    tasks: found.tasks.map((named) => discoveredTask(session, named)),
    problems: [...syntaxErrors(session, source), ...found.problems],
    reexports: [],
  };
}

/** The flows that a file takes from others and exports, as if they were its own: it may be named to run one of them. */
export function reexportsOf(session: Session, source: ts.SourceFile): readonly DiscoveredFlow[] {
  return reexportedDefinitions(session, source).map((named) => discoveredFlow(session, named));
}

function discoveredFlow(session: Session, { placed, ...named }: NamedDefinition): DiscoveredFlow {
  const { definition } = placed;
  return {
    ...named,
    parameters: parametersSchema(session, placed),
    tasks: definition.fn === null ? [] : calledTasks(session, definition.fn),
  };
}

function discoveredTask(session: Session, { placed, ...named }: NamedDefinition): DiscoveredTask {
  const { fn } = placed.definition;
  const parameters = fn === null ? [] : parametersOf(session, fn);
  return { ...named, parameters: parameters.map((parameter) => parameter.name) };
}
