export { createTestEngine, type Runnable, type TestEngine, type TestEngineOptions, type TestRun } from "./test-engine.ts";
