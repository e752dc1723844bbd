import { addMillrace } from "../workspace/add-millrace.ts";
import type { Command } from "./command.ts";
import { chooseEngine } from "./targets.ts";

/** Installs the `millrace` package that came with the extension. */
export const addToWorkspace: Command = {
  id: "millrace.addToWorkspace",
  async run(host, argument) {
    const engine = await chooseEngine(host, argument);
    return engine && (await addMillrace(host.context, engine));
  },
};
