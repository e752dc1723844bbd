import { onFlow } from "./command.ts";

/** The tasks of a flow as its code shows them, whether it has run or not. */
export const showGraph = onFlow("millrace.showGraph", "Show the graph of a flow", ({ views }, { engine, flow }) =>
  views.show(engine, { kind: "flow", flowId: flow.id }),
);
