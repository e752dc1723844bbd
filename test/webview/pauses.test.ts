import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AnswerResult, PausedFlowRun } from "../../core/protocol/pause-api.ts";
import type { PictureDelta, RunPicture } from "../../core/protocol/run-picture.ts";
import type { PauseSummary } from "../../core/protocol/run-summary.ts";
import type { HostInfo } from "../../core/protocol/view-api.ts";
import { Session } from "../../webview/model/session.ts";
import type { ShownRun } from "../../webview/model/shown-run.ts";
import { picture, summary } from "./build.ts";
import { settle, TestTransport } from "./transport.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const folder = "file:///shop";
const host: HostInfo = { kind: "panel", isTrusted: true, target: null, folders: [{ folder, path: "/shop", name: "shop", status: "running", flows: [] }] };
const told: PauseSummary = { flowRunId: "run-0", name: "brave-otter", number: 1, kind: "paused", key: null, description: "Ship?", timeoutAt: null };
const schema = { type: "object", properties: { share: { type: "integer" } }, required: ["share"] } as const;
const pause: PausedFlowRun = { ...told, runId: "run-0", flow: "main", schema, timeoutAt: null };

interface Opened {
  readonly transport: TestTransport;
  readonly shown: ShownRun;
}

async function openWaiting(pauses: readonly PausedFlowRun[] = [pause], result: AnswerResult = { kind: "goesOn" }): Promise<Opened> {
  const shown: RunPicture = picture([{ name: "load" }], undefined, { pauses: [told] });
  const transport = new TestTransport({
    "millrace/listRuns": () => ({ total: 1, runs: [shown.run], flows: ["main"] }),
    "millrace/openRun": () => shown,
    "millrace/closeRun": () => null,
    "millrace/logs": () => ({ total: 0, lines: [] }),
    "millrace/flowRun": () => ({ flowRun: { id: "run-0" } }),
    "millrace/pauses": () => pauses,
    "millrace/answer": () => result,
  });
  const session = new Session(transport);
  transport.send({ type: "hello", host });
  session.show({ kind: "run", runId: "run-0" });
  await settle();
  if (session.shown === undefined) throw new Error("Nothing is shown.");
  return { transport, shown: session.shown };
}

function delta(revision: number, pauses: readonly PauseSummary[]): PictureDelta {
  return { run: summary({ type: "RUNNING", pauses }), revision, definitions: [], sites: [], stateNames: [], flowRuns: [], taskRuns: [] };
}

function answered(transport: TestTransport): unknown {
  return transport.posted.flatMap((message) => (message.type === "request" && message.method === "millrace/answer" ? [message.params] : []));
}

test("what a run waits for is asked when it is shown, and again only for another pause", async () => {
  const { transport, shown } = await openWaiting();
  expect(shown.pauses.forms.map(({ key, fields }) => [key, fields.length])).toEqual([["run-0 1", 1]]);
  const [form] = shown.pauses.forms;
  transport.send({ type: "event", folder, event: "millrace/pictureChanged", params: delta(2, [told]) });
  await settle();
  expect(transport.requests().filter((method) => method === "pauses")).toHaveLength(1);
  transport.send({ type: "event", folder, event: "millrace/pictureChanged", params: delta(3, [told, { ...told, flowRunId: "run-1" }]) });
  await settle();
  expect(transport.requests().filter((method) => method === "pauses")).toHaveLength(2);
  // The form somebody types into stays the same one.
  expect(shown.pauses.forms[0]).toBe(form);
});

test("a pause that is over goes at once", async () => {
  const { transport, shown } = await openWaiting();
  transport.send({ type: "event", folder, event: "millrace/pictureChanged", params: delta(2, []) });
  expect(shown.pauses.forms).toEqual([]);
});

test("what was typed is given as JSON", async () => {
  const { transport, shown } = await openWaiting();
  const [form] = shown.pauses.forms;
  if (form === undefined) throw new Error("There is no form.");
  await expect(shown.pauses.answer(form, { share: "5" })).resolves.toEqual({ kind: "goesOn" });
  expect(answered(transport)).toEqual([{ runId: "run-0", flowRunId: "run-0", given: { input: { share: 5 } } }]);
});

test("what cannot be read is told by field, and nothing is given", async () => {
  const { transport, shown } = await openWaiting();
  const [form] = shown.pauses.forms;
  if (form === undefined) throw new Error("There is no form.");
  expect(await shown.pauses.answer(form, { share: "five" })).toEqual({ kind: "refused", problems: new Map([["share", "five is not a whole number"]]) });
  expect(answered(transport)).toEqual([]);
});

test("what the engine refuses stands at its field, the rest at the whole", async () => {
  const problems = [
    { field: "share", message: "500 must be <= 100" },
    { field: "channel", message: "'channel' is a required property" },
  ];
  const { shown } = await openWaiting([pause], { kind: "refused", problems });
  const [form] = shown.pauses.forms;
  if (form === undefined) throw new Error("There is no form.");
  expect(await shown.pauses.answer(form, { share: "500" })).toEqual({ kind: "refused", problems: new Map([["share", "500 must be <= 100"], ["", "'channel' is a required property"]]) });
});

test("one that wants nothing gets nothing but the word", async () => {
  const { transport, shown } = await openWaiting([{ ...pause, schema: { type: "object", properties: {}, required: [] } }]);
  const [form] = shown.pauses.forms;
  if (form === undefined) throw new Error("There is no form.");
  await shown.pauses.answer(form, {});
  expect(answered(transport)).toEqual([{ runId: "run-0", flowRunId: "run-0", given: null }]);
});
