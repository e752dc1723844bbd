import type { Command } from "../command.ts";

export const initCommand: Command = {
  name: "init",
  group: "Project",
  summary: "Start a project: the dependency and a first flow",
  usage: "",
  positionals: { min: 0, max: 0 },
  options: [],
  examples: ["millrace init"],
  async run({ context }) {
    const { initProject, initLines } = await import("../init-project.ts");
    const { lookFor } = await import("../view/look.ts");
    context.stdout.write(`${initLines(initProject(context.cwd), lookFor(context, context.stdout)).join("\n")}\n`);
    return 0;
  },
};
