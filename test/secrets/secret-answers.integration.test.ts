/** Answers and messages with a secret in them: the flow gets what was given, or is given it anew, and never what the file says in its place. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { onlyRun, type Project, test } from "../integration/project.ts";

const pin = "9876543210123";

function runId(project: Project): string {
  return (JSON.parse(readFileSync(join(onlyRun(project), "request.json"), "utf8")) as { readonly id: string }).id;
}

/** Files of a run that hold the secret. */
function leaks(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(directory, name)).isFile() && readFileSync(join(directory, name)).includes(pin));
}

test("the answer to a suspension is what was given, and asked for again by the process that does not have it", async ({ project }) => {
  project.env["MILLRACE_SECRET_PIN"] = pin;
  project.write(
    "bank.ts",
    `import { flow, suspend } from "millrace";
     export const bank = flow(async () => {
       const { account } = await suspend<{ account: string }>({ key: "account" });
       console.log("the account has", account.length);
       const { amount } = await suspend<{ amount: number }>({ key: "amount" });
       return [account.length, amount];
     });`,
  );
  await project.millrace("run", "bank.ts");
  const id = runId(project);
  const answer = JSON.stringify({ account: `acc-${pin}` });
  const first = await project.json<{ readonly logs: readonly { readonly message: string }[] }>("runs", "resume", id, "--input", answer);
  expect(first.document.logs.map(({ message }) => message)).toEqual(expect.arrayContaining(["the account has 17", expect.stringMatching(/^What was sent to .* contains a secret, so that it is kept for this process only\.$/)]));
  expect(leaks(onlyRun(project))).toEqual([]);
  // The next process does not know the account, and asks for it again.
  const second = await project.json<{ readonly flowRun: { readonly pause: { readonly key: string } }; readonly logs: readonly { readonly message: string }[] }>("runs", "resume", id, "--input", '{"amount":5}');
  expect(second.document.flowRun.pause.key).toBe("account");
  expect(second.document.logs.map(({ message }) => message)).toContain("The answer to this pause is not used, and it is asked again: it was not recorded (it contains a secret)");
  const third = await project.json<{ readonly result: unknown }>("runs", "resume", id, "--input", answer);
  expect(third.document.result).toEqual([17, 5]);
  expect(leaks(onlyRun(project))).toEqual([]);
});

test("a message with one to a suspended run lies in its inbox until it is taken, and is then in no file", async ({ project }) => {
  project.env["MILLRACE_SECRET_PIN"] = pin;
  project.write(
    "post.ts",
    `import { flow, receiveInput, runtime, Secret, sendInput, suspend } from "millrace";
     export const reader = flow(async () => {
       await suspend({ key: "go" });
       for await (const message of receiveInput<string>({ timeout: 0 })) if (message !== (await Secret.get("pin"))) throw new Error("got " + message);
       if (runtime.flowRun?.attempt === 2) throw new Error("read, and failed");
     });
     export const sender = flow(async (to: string) => await sendInput(to, await Secret.get("pin")));`,
  );
  await project.millrace("run", "post.ts#reader");
  const id = runId(project);
  const directory = onlyRun(project);
  await project.millrace("run", "post.ts#sender", "--param", `to=${id}`);
  const inbox = join(directory, "inbox");
  const [message] = readdirSync(inbox);
  expect(statSync(join(inbox, message ?? "")).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(inbox, message ?? ""), "utf8")).toContain(pin);
  const read = await project.millrace("runs", "resume", id, "--input", "{}");
  expect(read.stdout).toContain("read, and failed");
  expect(readdirSync(inbox)).toEqual([]);
  expect(leaks(directory)).toEqual([]);
  // The next process has neither, and says so rather than give something else.
  expect((await project.millrace("runs", "resume", id)).stdout).toContain("it was not recorded (it contains a secret)");
});
