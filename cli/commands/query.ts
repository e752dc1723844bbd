import { jsonOption, type Command } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

export const queryCommand: Command = {
  name: "query",
  group: "History",
  summary: "Ask the whole history in SQL, read-only",
  usage: '"<sql>"',
  positionals: { min: 1, max: 1 },
  options: [jsonOption],
  examples: [`millrace query "select flow, count(*) as runs from flow_runs group by flow"`],
  async run({ context, flags, positionals: [sql = ""] }) {
    const engine = await context.openEngine();
    try {
      const { readingProgress } = await import("../progress/reading-progress.ts");
      const progress = readingProgress(context);
      const answer = await engine.query(sql, progress.show).finally(progress.clear);
      if (flags.has(jsonOption.name)) {
        const { writeJson } = await import("../write-json.ts");
        await writeJson(context.stdout, { columns: answer.columns, rows: answer.rows });
        return exitCodes.completed;
      }
      const { lookFor } = await import("../view/look.ts");
      const { queryLines } = await import("../view/query-table.ts");
      context.stdout.write(`${queryLines(answer, lookFor(context, context.stdout)).join("\n")}\n`);
      return exitCodes.completed;
    } finally {
      await engine.dispose();
    }
  },
};
