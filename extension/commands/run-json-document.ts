import { readJsonDocument } from "../parameters/json-document.ts";
import { reportFailure } from "../runs/report.ts";
import { vscode } from "../vscode.ts";
import type { Command } from "./command.ts";
import { givenFlow } from "./targets.ts";
import { uriOf } from "../folders/places.ts";

/** Runs a flow with the parameters of the JSON document that is being edited. */
export const runJsonDocument: Command = {
  id: "millrace.runJsonDocument",
  async run(host) {
    const document = vscode.window.activeTextEditor?.document;
    try {
      const read = document === undefined ? undefined : await readJsonDocument(document);
      const target = read === undefined ? undefined : givenFlow(host, read.order);
      if (document === undefined || read === undefined || target === undefined) {
        return void vscode.window.showErrorMessage("The flow of these parameters is not there any more.");
      }
      const { engine, flow } = target;
      const reference = { file: uriOf(engine, flow.file).fsPath, flow: flow.export ?? flow.name };
      const { problems } = await engine.request("millrace/checkParameters", { ...reference, parameters: read.values });
      if (problems.length > 0) return void vscode.window.showErrorMessage(`${flow.name} was not started. ${problems.map(({ message }) => message).join(" ")}`);
      await document.save();
      return await host.orders.runWith(engine, flow, read.values, read.order.mode);
    } catch (error) {
      return await reportFailure(error);
    }
  },
};
