import type { RequestHandler } from "../request-handler.ts";

export const checkParameters: RequestHandler<"millrace/checkParameters"> = async (engine, { file, flow, parameters: values }) => {
  const { schema } = await engine.discovery.ask("describe", { file: engine.realPath(file), flow });
  // The validator is loaded by the first question: it takes longer than the engine to start.
  const [{ checkParameters: check }, { namesProblems }] = await Promise.all([
    import("../../parameters/check-parameters.ts"),
    import("../../parameters/parameter-names.ts"),
  ]);
  const names = namesProblems({ schema, values });
  const checked = check({ schema, values });
  const known = new Set(names.map(({ parameter }) => parameter));
  const others = checked.ok ? [] : checked.problems.filter(({ parameter }) => !known.has(parameter));
  return { problems: [...names, ...others].map(({ parameter, message }) => ({ parameter, message })) };
};
