import { jsonOption, type Command } from "../command.ts";

export const doctorCommand: Command = {
  name: "doctor",
  group: "Project",
  summary: "Check that Millrace can work here",
  usage: "",
  positionals: { min: 0, max: 0 },
  options: [jsonOption],
  examples: ["millrace doctor"],
  async run({ context, flags }) {
    const { examine, doctorLines } = await import("../doctor/examine.ts");
    const findings = await examine(context);
    if (flags.has(jsonOption.name)) {
      const { writeJson } = await import("../write-json.ts");
      await writeJson(context.stdout, { checks: findings });
    } else {
      const { lookFor } = await import("../view/look.ts");
      context.stdout.write(`${doctorLines(findings, lookFor(context, context.stdout)).join("\n")}\n`);
    }
    return findings.every(({ ok }) => ok) ? 0 : 1;
  },
};
