import { DefinitionError, MissingContextError } from "../../core/protocol/errors.ts";
import { callStack } from "../definition/call-stack.ts";
import { callPosition } from "../definition/source-position.ts";
import type { StandardSchema } from "../definition/standard-schema.ts";
import { currentContext, requireContext } from "../run/context.ts";
import { type Answered, type PauseOptions, readPauseOptions, type SimpleInput } from "./pause-options.ts";

/**
 * Waits for a person, in place: the flow run is Paused until somebody resumes it, from a terminal
 * (`millrace runs resume <run> --input '{ … }'`), the editor or a test. Then it is Running again, and the call returns what
 * was given. Called in a task it pauses the task's flow run.
 *
 * Task runs under way go on meanwhile; calls of the flow's function wait to start. The wait counts toward no `timeout` of a flow or task.
 * One pause of a flow run is asked at a time.
 *
 * When the flow's function is called again (a retry, a resume), a pause that was answered is answered from its record: known by
 * its `key`, or by how many pauses without one its caller had made before.
 *
 * @throws MissingContextError outside of a flow run. @throws PausedTimeoutError when nobody has answered in time: the run fails, whatever
 * the code does. @throws CancelledError when the run is cancelled meanwhile. @throws DefinitionError for a bad option.
 * @example
 * const { approved } = await pause<{ approved: boolean }>({ description: "Ship it?", timeout: "1d" });
 */
export function pause<Input extends SimpleInput | StandardSchema>(options: PauseOptions<Input> & { readonly input: Input }): Promise<Answered<Input>>;
export function pause<T = undefined>(options?: PauseOptions<undefined>): Promise<T>;
export async function pause(options?: unknown): Promise<unknown> {
  return await ask("pause", options, pause);
}

/**
 * As `pause`, but the process ends: the flow run is Suspended, and `millrace run` exits with 3. Resumed, with what was given, it
 * is run again from the top by another process: what completed is answered from its record, and this call returns the input. It
 * survives a restart of the machine.
 *
 * Task runs under way are waited for first. In a script (`npx tsx`) the process ends too, with 3, unless other runs go on in it.
 *
 * @throws PauseRefusedError in a child flow: its process is that of the flow which called it. Else as `pause`; a run that is not
 * resumed in time has failed for whoever looks at it next.
 * @example
 * const { approved } = await suspend<{ approved: boolean }>({ description: "Ship it?", timeout: "7d" });
 */
export function suspend<Input extends SimpleInput | StandardSchema>(options: PauseOptions<Input> & { readonly input: Input }): Promise<Answered<Input>>;
export function suspend<T = undefined>(options?: PauseOptions<undefined>): Promise<T>;
export async function suspend(options?: unknown): Promise<unknown> {
  return await ask("suspend", options, suspend);
}

async function ask(kind: "pause" | "suspend", options: unknown, callee: typeof pause | typeof suspend): Promise<unknown> {
  const [site, stack] = [callPosition(callee), callStack(callee)];
  const attempt = currentContext()?.attempt;
  if (attempt?.refusesRuns === true) return await attempt.refuse();
  const context = requireContext(`${kind}()`);
  const settings = readPauseOptions(kind, options);
  if (context.flow === null) throw new MissingContextError(`${kind}()`);
  if (context.root.parts.home !== undefined) throw new DefinitionError(`${kind}() cannot be called in a worker: call it in the flow, or in a task that is called without .submit.`);
  return await context.flow.pauses.ask({ ...settings, kind, site, stack }, context);
}
