import type { RunApi } from "../../../core/protocol/run-api.ts";
import type { RootRun } from "../../run/root-run.ts";

/** Answers one request to the owner of a run. @throws TypeError for parameters that are none. */
export type RunRequestHandler<Method extends keyof RunApi> = (root: RootRun, params: unknown) => RunApi[Method]["result"] | Promise<RunApi[Method]["result"]>;
