import type { Command } from "../command.ts";

export const helpCommand: Command = {
  name: "help",
  group: "Project",
  summary: "Tell more about a command",
  usage: "[command]",
  positionals: { min: 0, max: 2 },
  options: [],
  examples: ["millrace help run", "millrace help runs show"],
  async run({ context, commands, positionals }) {
    const { printHelp } = await import("../help.ts");
    return printHelp(context, commands, positionals);
  },
};
