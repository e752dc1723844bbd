import { FlowNotFoundError, UsageError } from "../../core/protocol/errors.ts";
import type { DiscoveredFlow, Discovery } from "./discovery.ts";

/**
 * The flow that was meant: by its export's name, else by its own; without a name the only one.
 *
 * @throws FlowNotFoundError when there is none such, listing those there are. @throws UsageError when several are meant.
 */
export function chooseFlow(discovery: Discovery, file: string, wanted: string | null): DiscoveredFlow {
  const flows = [...discovery.flows, ...discovery.reexports];
  if (flows.length === 0) throw noFlows(discovery, file);
  if (wanted === null) {
    const [only, ...others] = flows;
    if (only !== undefined && others.length === 0) return only;
    throw new UsageError(`${file} has ${flows.length} flows: ${listFlows(flows)}.`, `Say which: millrace run ${quoted(`${file}#${nameOf(flows.find((flow) => flow.export !== null) ?? flows[0])}`)}`);
  }
  const found = flows.find((flow) => flow.export === wanted) ?? flows.find((flow) => flow.name === wanted);
  if (found === undefined) throw new FlowNotFoundError(`${file} has no flow "${wanted}". It has ${listFlows(flows)}.`);
  return found;
}

function noFlows({ problems }: Discovery, file: string): UsageError | FlowNotFoundError {
  const [problem] = problems;
  if (problem !== undefined) return new UsageError(`${problem.file}:${problem.line}: ${problem.message}`, problem.hint);
  return new FlowNotFoundError(`${file} has no flows.`, 'A flow is made by flow(…), imported from "millrace", at the top level of the module.');
}

function listFlows(flows: readonly DiscoveredFlow[]): string {
  return flows.map((flow) => (flow.export === null || flow.export === flow.name ? `"${flow.name}"` : `${flow.export} ("${flow.name}")`)).join(", ");
}

function quoted(target: string): string {
  return /^[\w./#-]+$/.test(target) ? target : `"${target}"`;
}

function nameOf(flow: DiscoveredFlow | undefined): string {
  return flow?.export ?? flow?.name ?? "flow";
}
