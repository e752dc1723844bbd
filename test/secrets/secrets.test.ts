import { expect, onTestFinished, test } from "vitest";
import { artifact, emitEvent, flow, getLogger, pause, receiveInput, runtime, Secret, sendInput, task, transaction } from "../../sdk/index.ts";
import { createTestEngine, type TestEngine } from "../../testing/index.ts";

const token = 'gh_"s3cr3t"\\token';

async function engineWith(secrets: Readonly<Record<string, string>>): Promise<TestEngine> {
  const engine = await createTestEngine({ secrets });
  onTestFinished(() => engine.close());
  return engine;
}

test("a secret is what was given, or what its variable says", async () => {
  const engine = await engineWith({ "github-token": token });
  process.env["MILLRACE_SECRET_DB_PASSWORD"] = "from-the-environment";
  onTestFinished(() => void delete process.env["MILLRACE_SECRET_DB_PASSWORD"]);
  const lengths = flow(async () => [(await Secret.get("github-token")).length, (await Secret.get("GITHUB_TOKEN")).length, (await Secret.get("db.password")).length]);
  expect((await engine.run(lengths)).result).toEqual([token.length, token.length, 20]);
});

test("one that nobody has given is an error that says how to give it", async () => {
  const engine = await engineWith({});
  const run = await engine.run(flow(async () => await Secret.get("api key")));
  expect(run.error).toMatchObject({ name: "SecretNotFoundError", message: 'There is no secret "api key": set the environment variable MILLRACE_SECRET_API_KEY, or store it in the editor.' });
});

test("a value that would be kept for every run may hold none", async () => {
  const engine = await engineWith({ token });
  const keeps = flow(async (isSecret: boolean) => {
    const value = isSecret ? await Secret.get("token") : "plain";
    const kept = await transaction({ key: "kept" }, (txn) => {
      txn.stage({ value });
      return txn;
    });
    return kept.state;
  });
  const refused = await engine.run(keeps, true);
  expect([refused.result, refused.logs.map(({ message }) => message)]).toEqual(["rolledBack", expect.arrayContaining([expect.stringContaining('The value staged under "kept" contains a secret')]) as string[]]);
  expect((await engine.run(keeps, false)).result).toBe("committed");
});

test("nothing that is recorded holds a secret", async () => {
  const engine = await engineWith({ token });
  const use = task({ taskRunName: (parameters) => `use ${String(parameters["key"])}` }, async (key: string) => {
    console.log("key is", key, JSON.stringify({ key }));
    getLogger().info("with fields", { key, nested: { key } });
    await artifact.markdown({ key: "a", markdown: `the key is ${key}` });
    await emitEvent({ event: "used", payload: { key } });
    throw new Error(`cannot use ${key}`, { cause: new TypeError(key) });
  });
  const fails = flow(async () => {
    const key = await Secret.get("token");
    await use.with({ retries: 1 })(key);
  });
  const run = await engine.run(fails);
  expect(run.state.name).toBe("Failed");
  const { flowRun, taskRuns, logs, artifacts, error } = run;
  const text = JSON.stringify({ flowRun, taskRuns, logs, artifacts, error });
  expect(text).toContain("key is ********");
  expect(text).toContain("cannot use ********");
  expect(run.taskRuns[0]?.inputs).toEqual({ key: { $notRecorded: "it contains a secret" } });
  for (const form of [token, JSON.stringify(token).slice(1, -1), "s3cr3t"]) expect(text).not.toContain(form);
});

test("a result that contains one is passed on, and not kept", async () => {
  const engine = await engineWith({ token });
  const fetchToken = task({ name: "fetchToken" }, async () => ({ deep: [await Secret.get("token"), "x".repeat(10_000)] }));
  const length = flow(async () => (await fetchToken()).deep[0]?.length);
  const run = await engine.run(length);
  expect(run.result).toBe(token.length);
  expect("result" in (run.taskRuns[0] ?? {})).toBe(false);
  expect(run.logs.map(({ message }) => message)).toEqual(["The result of fetchToken-0 contains a secret, so that it is kept for this process only."]);
});

test("a cached task whose result contains one runs each time", async () => {
  const engine = await engineWith({ token });
  let calls = 0;
  const cached = task({ cacheKey: () => "key" }, async () => {
    calls += 1;
    return await Secret.get("token");
  });
  await engine.run(flow(async () => await cached()));
  await engine.run(flow(async () => await cached()));
  expect(calls).toBe(2);
});

test("an answer to a pause that contains one is given as it is, and not kept", async () => {
  const engine = await engineWith({ token });
  const answers: unknown[] = [];
  const asks = flow({ retries: 1 }, async () => {
    answers.push(await pause({ key: "account" }));
    if (answers.length === 1) throw new Error("once more");
    return answers.length;
  });
  const ended = engine.run(asks);
  await engine.resume(await engine.paused(), { account: `acc-${token}`, long: "x".repeat(10_000) });
  const run = await ended;
  expect(run.result).toBe(2);
  for (const answer of answers) expect(answer).toMatchObject({ account: `acc-${token}` });
  expect(run.logs.map(({ message }) => message)).toContain(`The answer to this pause of ${run.flowRun?.name} contains a secret, so that it is kept for this process only.`);
});

test("a message that contains one is received as it is, and not kept", async () => {
  const engine = await engineWith({ token });
  const run = await engine.run(
    flow(async () => {
      const id = runtime.flowRun?.id ?? "";
      await sendInput(id, { order: token });
      await sendInput(id, { order: 1 });
      const received: unknown[] = [];
      for await (const message of receiveInput<{ readonly order: unknown }>({ timeout: 0 })) received.push(message.order === token, message.order === 1);
      return received;
    }),
  );
  expect(run.result).toEqual([true, false, false, true]);
  expect(run.logs.map(({ message }) => message)).toEqual([`A message to ${run.flowRun?.name} contains a secret, so that it is kept for this process only.`]);
});

test("keys, numbers, and labels of events hold no secret either", async () => {
  const engine = await engineWith({ pin: "9876543210123" });
  const run = await engine.run(
    flow(async () => {
      const pin = await Secret.get("pin");
      await artifact.table({ key: "t", table: { [pin]: [1, Number(pin)] } });
      await emitEvent({ event: "x", resource: { id: pin, [pin]: pin }, payload: { [pin]: Number(pin), type: pin } });
      getLogger().info("fields", { [pin]: pin, n: Number(pin), id: pin });
    }),
  );
  const text = JSON.stringify(run);
  expect(text).not.toContain("9876543210123");
  expect(run.logs[0]?.fields).toEqual({ "********": "********", n: "********", id: "********" });
});

test("bytes that contain one are not kept", async () => {
  const engine = await engineWith({ token });
  const give = task({ name: "give" }, async (bytes: Uint8Array) => new Map([["bytes", Buffer.from(bytes)]]));
  const run = await engine.run(flow(async () => (await give(new TextEncoder().encode(`to ${await Secret.get("token")}.`))).get("bytes")?.length));
  expect(run.result).toBe(token.length + 4);
  expect(run.taskRuns[0]?.inputs).toEqual({ bytes: { $notRecorded: "it contains a secret" } });
  expect(run.logs.map(({ message }) => message)).toEqual(["The result of give-0 contains a secret, so that it is kept for this process only."]);
});
