/**
 * Flows and tasks in tests: `import { createTestEngine } from "millrace/testing"`.
 *
 * @module millrace/testing
 */
export { type CacheMode } from "../sdk/run/root-run-parts.ts";
export { type ErrorRecord } from "../core/states/error-record.ts";
export { type JsonSchema, type JsonValue, type ParametersSchema } from "../core/protocol/json-schema.ts";
export { type Json } from "../core/states/stored-value.ts";
export {
  type ArtifactDocument,
  type DependencyDocument,
  type FlowRunDocument,
  type ItemDocument,
  type ItemsDocument,
  type LogDocument,
  type PauseDocument,
  type RunDocument,
  type StateDocument,
  type TaskRunDocument,
} from "../core/protocol/run-document.ts";
export { type LimitDocument, type SlotsDocument } from "../core/protocol/shared-document.ts";
export { type PausedRun } from "./paused-runs.ts";
export { createTestEngine, type Runnable, type RunnableGenerator, type TestEngine, type TestEngineOptions, type TestRun } from "./test-engine.ts";
