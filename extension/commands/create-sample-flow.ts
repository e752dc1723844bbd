import { createSample } from "../workspace/sample-flow.ts";
import { vscode } from "../vscode.ts";
import type { Command } from "./command.ts";
import { chooseEngine } from "./targets.ts";

export const createSampleFlow: Command = {
  id: "millrace.createSampleFlow",
  async run(host, argument) {
    const engine = await chooseEngine(host, argument);
    if (engine === undefined) return await vscode.commands.executeCommand("vscode.openFolder");
    return await createSample(host.context.extensionUri, engine);
  },
};
