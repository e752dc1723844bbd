/** The graph of what is shown: of a run, with what its code has not called yet, or of a flow that has not run. */
import { isFinalType } from "../../core/states/state-type.ts";
import type { StaticGraph } from "../../core/protocol/flow-entry.ts";
import { plannedGraph, withPlanned } from "../layout/graph/planned.ts";
import { graphFoldFrom, runGraph, type RunGraph } from "../layout/graph/run-graph.ts";
import type { TimelineLayout } from "../layout/timeline-layout.ts";
import type { OpenRun } from "../model/open-run.ts";
import type { Session } from "../model/session.ts";

export class GraphSource {
  readonly #session: Session;
  readonly #onLoaded: () => void;
  #run: OpenRun | undefined;
  #flowId: string | null = null;
  #plan: StaticGraph | undefined;
  #isAsked = false;

  constructor(session: Session, onLoaded: () => void) {
    this.#session = session;
    this.#onLoaded = onLoaded;
  }

  follow(run: OpenRun | undefined, flowId: string | null): void {
    this.#run = run;
    this.#flowId = flowId;
    this.#plan = undefined;
    this.#isAsked = false;
  }

  /** Asks for what the code shows, once, when the graph is looked at. */
  load(): void {
    const mirror = this.#run?.mirror;
    if (this.#isAsked || (this.#run !== undefined && mirror === undefined)) return;
    this.#isAsked = true;
    void this.#run?.loadStaticEdges();
    const flowId = mirror === undefined ? this.#flowId : mirror.run.flowId;
    if (flowId !== null) void this.#loadPlan(flowId);
  }

  graph(layout: TimelineLayout | undefined, expanded: ReadonlySet<string>): RunGraph | undefined {
    if (this.#run === undefined) return this.#plan === undefined ? undefined : plannedGraph(this.#plan);
    const { mirror, staticEdges } = this.#run;
    if (mirror === undefined || layout === undefined) return undefined;
    const graph = runGraph(mirror, layout.tree, staticEdges, { expanded, foldFrom: graphFoldFrom });
    // What a completed run has not called it will not call.
    const isOpen = !isFinalType(mirror.run.state.type) || mirror.run.isResumable;
    return this.#plan === undefined || !isOpen ? graph : withPlanned(graph, mirror, this.#plan);
  }

  async #loadPlan(flowId: string): Promise<void> {
    const run = this.#run;
    const plan = await readPlan(this.#session, flowId);
    if (run !== this.#run || plan === undefined) return;
    this.#plan = plan;
    this.#onLoaded();
  }
}

/** What the code of a flow shows; `undefined` when it cannot be read. */
async function readPlan({ folder, link }: Session, flowId: string): Promise<StaticGraph | undefined> {
  const flow = folder?.flows.find(({ id }) => id === flowId);
  if (folder === undefined || flow === undefined) return undefined;
  try {
    return await link.request(folder.folder, "millrace/staticGraph", { file: `${folder.path}/${flow.file}`, flow: flow.export ?? flow.name });
  } catch {
    // A file that has gone or has a syntax error: the graph of the run alone is shown.
    return undefined;
  }
}
