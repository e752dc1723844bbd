/** Tests with engines of their own, which are gone before their project is removed: one that is killed meanwhile may still be writing there. */
import { test as base } from "../../integration/project.ts";
import { EngineProcess } from "./engine-process.ts";

export const test = base.extend<{ readonly startEngine: () => EngineProcess }>({
  startEngine: async ({ project }, use) => {
    const engines: EngineProcess[] = [];
    await use(() => {
      const engine = new EngineProcess(project.root, project.env);
      engines.push(engine);
      return engine;
    });
    await Promise.all(engines.map((engine) => engine.dispose()));
  },
});
