import { expect } from "vitest";
import { createMemoryKeyedStore } from "../../journal/keyed/memory-keyed-store.ts";
import { flow, KeyLockedError, task, transaction, TransactionError, type CommitMode, type Isolation, type Transaction, type TransactionState } from "../../sdk/index.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { gate, logged, taskRunNamed, taskStates, test, thrownBy, untyped } from "./support.ts";

/** A flow of that function. */
function asFlow<R>(fn: () => Promise<R>) {
  return flow({ name: "transactions" }, fn);
}

/** Opens transactions in each other, the outermost first, and tells the states of all whenever one closes. */
async function nest(modes: readonly (CommitMode | undefined)[], inMost: (txn: Transaction) => unknown = () => undefined): Promise<readonly (readonly TransactionState[])[]> {
  const opened: Transaction[] = [];
  const seen: TransactionState[][] = [];
  const open = async (depth: number): Promise<void> => {
    const commitMode = modes[depth];
    await transaction(commitMode === undefined ? {} : { commitMode }, async (txn) => {
      opened.push(txn);
      txn.stage(depth);
      if (depth + 1 < modes.length) await open(depth + 1);
      else await inMost(txn);
    });
    seen.push(opened.map((txn) => txn.state));
  };
  await open(0);
  return seen;
}

test("TX01 a nested transaction is committed at the end of the outermost", async ({ engine }) => {
  const run = await engine.run(asFlow(async () => await nest([undefined, undefined])));
  expect(run.result).toEqual([["staged", "staged"], ["committed", "committed"]]);
});

test("TX02 an eager transaction is committed at its own end, and what is in it as well", async ({ engine }) => {
  const run = await engine.run(asFlow(async () => [await nest(["eager", undefined]), await nest(["lazy", "eager"])]));
  expect(run.result).toEqual([
    [["staged", "committed"], ["committed", "committed"]],
    [["staged", "committed"], ["committed", "committed"]],
  ]);
});

test("TX03 what a block throws goes on, and the transaction is rolled back", async ({ engine }) => {
  let txn: Transaction | undefined;
  const run = await engine.run(asFlow(async () => {
    const error = await thrownBy(() => transaction(async (opened) => {
      txn = opened;
      throw new RangeError("foo");
    }));
    return [error.name, error.message, txn?.state, txn?.isCommitted()];
  }));
  expect(run.result).toEqual(["RangeError", "foo", "rolledBack", false]);
});

test("TX04 a transaction is rolled back by hand, and with off unless it is committed by hand", async ({ engine }) => {
  const run = await engine.run(asFlow(async () => [
    await nest([undefined], async (txn) => await txn.rollback()),
    await nest(["off"]),
    await nest(["off"], async (txn) => await txn.commit()),
  ]));
  expect(run.result).toEqual([[["rolledBack"]], [["rolledBack"]], [["committed"]]]);
});

test("a transaction that has ended neither commits nor rolls back any more", async ({ engine }) => {
  const run = await engine.run(asFlow(async () => {
    const answers: boolean[] = [];
    await transaction(async (txn) => void answers.push(await txn.commit(), await txn.rollback(), await txn.commit()));
    await transaction(async (txn) => void answers.push(await txn.rollback(), await txn.commit(), await txn.rollback()));
    return answers;
  }));
  expect(run.result).toEqual([true, false, false, true, false, false]);
});

test("TX05 a child that cannot be committed rolls the outer transaction back, and nothing is thrown", async ({ engine }) => {
  const states: (TransactionState | undefined)[] = [];
  const run = await engine.run(asFlow(async () => {
    let outer: Transaction | undefined;
    let inner: Transaction | undefined;
    const value = await transaction(async (first) => {
      outer = first;
      await transaction(async (second) => {
        inner = second;
        second.stage(1, { onCommit: () => Promise.reject(new Error("not now")) });
      });
      return "value";
    });
    states.push(outer?.state, inner?.state);
    return value;
  }));
  expect([run.result, states]).toEqual(["value", ["rolledBack", "rolledBack"]]);
  expect(logged(run).map((message) => message.split("\n")[0])).toEqual([
    expect.stringMatching(/^Running commit hook/),
    expect.stringMatching(/^An error was encountered while running commit hook/),
    "An error was encountered while committing the transaction, so it is rolled back",
  ]);
});

test("TX06 a rollback goes outwards as the transactions around close", async ({ engine }) => {
  const run = await engine.run(asFlow(async () => await nest([undefined, undefined, undefined], async (txn) => await txn.rollback())));
  expect(run.result).toEqual([
    ["staged", "rolledBack", "rolledBack"],
    ["rolledBack", "rolledBack", "rolledBack"],
    ["rolledBack", "rolledBack", "rolledBack"],
  ]);
});

test("TX08 a key that has a value is committed from the start, unless it is to be overwritten", async ({ engine }) => {
  const write = async (overwrite: boolean, value: string): Promise<readonly unknown[]> =>
    await transaction({ key: "report", overwrite }, async (txn) => {
      const seen = [txn.key, txn.state, txn.isCommitted(), await txn.read()];
      txn.stage(value);
      return seen;
    });
  const run = await engine.run(asFlow(async () => [await write(false, "first"), await write(false, "second"), await write(true, "third"), await write(false, "fourth")]));
  expect(run.result).toEqual([
    ["report", "active", false, undefined],
    ["report", "committed", true, "first"],
    ["report", "active", false, "first"],
    ["report", "committed", true, "third"],
  ]);
  const later = await engine.run(asFlow(async () => await write(false, "fifth")));
  expect(later.result).toEqual(["report", "committed", true, "third"]);
});

test("what a transaction that is rolled back has staged is kept nowhere", async ({ engine }) => {
  const run = await engine.run(asFlow(async () => {
    await thrownBy(() => transaction({ key: "k" }, async (txn) => {
      txn.stage(1);
      throw new Error("no");
    }));
    return await transaction({ key: "k" }, async (txn) => [txn.state, await txn.read()]);
  }));
  expect(run.result).toEqual(["active", undefined]);
});

test("a staged value that cannot be serialised is not committed, and the code goes on", async ({ engine }) => {
  const run = await engine.run(asFlow(async () => {
    const states: unknown[] = [];
    const value = await transaction({ key: "k" }, async (txn) => {
      txn.stage(() => 1, { onRollback: () => void states.push("undone") });
      return "value";
    });
    await transaction({ key: "k" }, async (txn) => void states.push(txn.state));
    return [value, ...states];
  }));
  expect(run.result).toEqual(["value", "undone", "active"]);
  expect(logged(run)).toContainEqual(expect.stringMatching(/^Encountered an error while serializing the result of transaction 'k': /));
});

test("TX10 of competing writers the second finds the value of the first", async ({ engine }) => {
  const run = await engine.run(asFlow(async () => {
    const isOpen = gate();
    const states: TransactionState[] = [];
    const write = async (value: string): Promise<void> =>
      await transaction({ key: "k", isolation: "serializable" }, async (txn) => {
        states.push(txn.state);
        isOpen.open();
        await new Promise((resolve) => setImmediate(resolve));
        txn.stage(value);
      });
    const first = write("A");
    await isOpen.opened;
    await Promise.all([first, write("B")]);
    return [states, await transaction({ key: "k" }, async (txn) => await txn.read())];
  }));
  expect(run.result).toEqual([["active", "committed"], "A"]);
});

test("TX11 a reader that is opened while a writer holds the key waits for what it writes", async ({ engine }) => {
  const read = async (isolation: Isolation): Promise<unknown> => {
    const run = await engine.run(asFlow(async () => {
      const isOpen = gate();
      const mayEnd = gate();
      const writer = transaction({ key: isolation, isolation: "serializable" }, async (txn) => {
        isOpen.open();
        await mayEnd.opened;
        txn.stage("written");
      });
      await isOpen.opened;
      const reader = transaction({ key: isolation, isolation }, async (txn) => await txn.read());
      setImmediate(() => mayEnd.open());
      return (await Promise.all([reader, writer]))[0];
    }));
    return run.result;
  };
  expect([await read("serializable"), await read("readCommitted")]).toEqual(["written", "written"]);
});

test("a serializable transaction does not wait for one around it", async ({ engine }) => {
  const run = await engine.run(asFlow(async () =>
    await transaction({ key: "k", isolation: "serializable" }, async (outer) => {
      await transaction({ key: "k" }, async (inner) => inner.stage("inner"));
      outer.stage("outer");
      return outer.state;
    }),
  ));
  expect(run.result).toBe("staged");
  const later = await engine.run(asFlow(async () => await transaction({ key: "k", isolation: "serializable" }, async (txn) => await txn.read())));
  expect(later.result).toBe("outer");
});

// That a lock manager may be missing has no meaning here: every store has locks.
test("TX12 the isolation is readCommitted, or that of the transaction around", async ({ engine }) => {
  // Two at once with one key: with serializable the second finds what the first has written.
  const second = async (isolation: Isolation | undefined): Promise<unknown> => {
    const run = await engine.run(asFlow(async () => {
      const key = `key ${isolation ?? "default"}`;
      const isOpen = gate();
      const write = async (): Promise<TransactionState> =>
        await transaction(isolation === undefined ? {} : { isolation }, async () =>
          await transaction({ key }, async (txn) => {
            const { state } = txn;
            isOpen.open();
            await new Promise((resolve) => setImmediate(resolve));
            return state;
          }),
        );
      const first = write();
      await isOpen.opened;
      return await Promise.all([first, write()]);
    }));
    return run.result;
  };
  expect([await second(undefined), await second("readCommitted"), await second("serializable")]).toEqual([
    ["active", "active"],
    ["active", "active"],
    ["active", "committed"],
  ]);
});

test("TX13 values are copies, seen from within, and what is set within stays there", async ({ engine }) => {
  const run = await engine.run(asFlow(async () =>
    await transaction(async (outer) => {
      const given = { list: [1] };
      outer.set("x", 42);
      outer.set("object", given);
      given.list.push(2);
      const got = outer.get("object") as typeof given;
      got.list.push(3);
      const within = await transaction(async (inner) => {
        const before = inner.get("x");
        inner.set("x", 43);
        return [before, inner.get("x")];
      });
      return [outer.get("x"), within, outer.get("object")];
    }),
  ));
  expect(run.result).toEqual([42, [42, 43], { list: [1] }]);
});

test("a value that cannot be copied is refused", async ({ engine }) => {
  const run = await engine.run(asFlow(async () => {
    const error = await thrownBy(() => transaction((txn) => txn.set("client", { close: () => undefined })));
    return [error.name, error.message];
  }));
  expect(run.result).toEqual(["SerializationError", 'The value of "client" cannot be copied into the transaction; it holds data only, no functions.']);
});

test("TX14 a value that was not set is an error that names it, or the default", async ({ engine }) => {
  const run = await engine.run(asFlow(async () => {
    const error = await thrownBy(() => transaction((txn) => txn.get("foobar")));
    const defaults = await transaction(async (outer) => await transaction(async (txn) => [txn.get("a", 1), txn.get("b", null), txn.get("c", undefined), outer.get("d", null)]));
    return [error instanceof TransactionError, error.message.includes('"foobar"'), defaults];
  }));
  expect(run.result).toEqual([true, true, [1, null, undefined, null]]);
});

test("TX15 a commit hook is called once with the transaction, and a rollback hook when the block throws", async ({ engine }) => {
  const calls: string[] = [];
  let txn: Transaction | undefined;
  const tell = (text: string) => (given: Transaction) => void calls.push(`${text} ${given === txn}`);
  const hooks = { onCommit: [tell("commit"), async (given: Transaction) => tell("commit later")(given)], onRollback: [tell("rollback 1"), tell("rollback 2")] };
  await engine.run(asFlow(async () => {
    await transaction(async (opened) => {
      txn = opened;
      opened.stage("value", hooks);
    });
    await thrownBy(() => transaction(async (opened) => {
      txn = opened;
      opened.stage("value", hooks);
      throw new Error("foo");
    }));
  }));
  expect(calls).toEqual(["commit true", "commit later true", "rollback 2 true", "rollback 1 true"]);
});

test("TX16 a task of a block that throws later is rolled back", async ({ engine }) => {
  const write = task({ name: "write" }, async () => 1);
  const run = await engine.run(asFlow(async () => {
    const future = write();
    await thrownBy(() => transaction(async () => {
      await write();
      throw new Error("foo");
    }));
    return await future;
  }));
  expect(taskStates(run)).toEqual([
    ["write-0", ["Pending", "Running", "Completed"]],
    ["write-1", ["Pending", "Running", "Completed", "RolledBack"]],
  ]);
  expect(taskRunNamed(run, "write-1")).toMatchObject({ state: { type: "COMPLETED", name: "RolledBack", message: "Rolled back as part of a transaction." }, result: 1 });
});

test("TX18 hooks of tasks are told in the log", async ({ engine }) => {
  const calls: unknown[] = [];
  function rollback(task: { readonly name: string }, taskRun: { readonly name: string }, state: { readonly name: string }, txn: Transaction): void {
    calls.push([task.name, taskRun.name, state.name, txn.get("path")]);
  }
  function commit(task: { readonly name: string }, taskRun: { readonly name: string }, state: { readonly name: string }): void {
    calls.push([task.name, taskRun.name, state.name]);
  }
  const write = task({ name: "write", onCommit: commit, onRollback: rollback }, async () => 1);
  const rolledBack = await engine.run(asFlow(async () => {
    await transaction(async (txn) => {
      txn.set("path", "a.txt");
      await write();
      throw new Error("foo");
    });
  }));
  const committed = await engine.run(asFlow(async () => await transaction(async () => await write())));
  expect(calls).toEqual([["write", "write-0", "RolledBack", "a.txt"], ["write", "write-0", "Completed"]]);
  expect(logged(rolledBack).slice(0, 2)).toEqual(["Running rollback hook 'rollback'", "Rollback hook 'rollback' finished running successfully"]);
  expect(logged(committed)).toEqual(["Running commit hook 'commit'", "Commit hook 'commit' finished running successfully"]);
});

test("a rollback hook that throws is logged, and the others run", async ({ engine }) => {
  const calls: string[] = [];
  const step = task({ name: "step", onRollback: [() => void calls.push("first"), function whoops() { throw new Error("whoops!"); }, () => void calls.push("third")] }, async (n: number) => n);
  const run = await engine.run(asFlow(async () => {
    await transaction(async () => {
      await step(1);
      await step(2);
      throw new Error("foo");
    });
  }));
  expect(calls).toEqual(["third", "first", "third", "first"]);
  expect(logged(run)).toContainEqual(expect.stringMatching(/^An error was encountered while running rollback hook 'whoops'\nError: whoops!/));
  expect(taskStates(run).map(([, names]) => names.at(-1))).toEqual(["RolledBack", "RolledBack"]);
});

test("TX20 a lock whose time is over is free, and whoever waits for it gets it", async () => {
  const clock = new FakeClock(0);
  const { locks } = createMemoryKeyedStore(clock);
  expect(await locks.acquire("k", "h1", { holdTimeoutMs: 100 })).toBe(true);
  const second = locks.acquire("k", "h2");
  expect(locks.isLockedBy("k", "h1")).toBe(true);
  clock.fireNext();
  clock.moveTo(200_000);
  expect(await second).toBe(true);
  expect([locks.isLockedBy("k", "h1"), locks.isLockedBy("k", "h2")]).toEqual([false, true]);
});

test("TX22 nobody but its holder writes to a key that is locked, and a reader waits", async ({ engine }) => {
  const run = await engine.run(asFlow(async () => {
    const isOpen = gate();
    const mayEnd = gate();
    const holder = transaction({ key: "k", isolation: "serializable" }, async (txn) => {
      isOpen.open();
      await mayEnd.opened;
      txn.stage("holder's");
    });
    await isOpen.opened;
    let other: Transaction | undefined;
    await transaction({ key: "k" }, async (txn) => {
      other = txn;
      txn.stage("other's");
    });
    const read = other?.read();
    mayEnd.open();
    await holder;
    return [other?.state, await read];
  }));
  expect(run.result).toEqual(["rolledBack", "holder's"]);
  expect(logged(run)).toContainEqual(expect.stringContaining("locked by another holder"));
  const clock = new FakeClock(0);
  const store = createMemoryKeyedStore(clock);
  await store.locks.acquire("k", "h1");
  const error = await thrownBy(() => store.write({ key: "k", stored: undefined, at: 0, expiresAt: null, origin: null, parts: null }, "h2"));
  expect(error).toBeInstanceOf(KeyLockedError);
});

test("a bad option is refused by name", async ({ engine }) => {
  const refused = async (options: unknown): Promise<string | undefined> => {
    const run = await engine.run(asFlow(async () => await transaction(untyped(options), async () => 1)));
    return run.state.message;
  };
  expect([
    await refused({ isolation: "snapshot" }),
    await refused({ commitMode: "later" }),
    await refused({ name: "x" }),
    await refused(null),
  ]).toEqual([
    'DefinitionError: transaction: option "isolation" is "snapshot", expected "readCommitted" or "serializable".',
    'DefinitionError: transaction: option "commitMode" is "later", expected "lazy", "eager" or "off".',
    'DefinitionError: transaction: there is no option "name" (given: "x"). Options are key, overwrite, isolation, commitMode.',
    "DefinitionError: transaction: expected a function, or options and a function: transaction({ key }, async (txn) => …).",
  ]);
});

test("a transaction needs a run around it", async () => {
  expect(await thrownBy(() => transaction(async () => 1))).toMatchObject({ code: "MILLRACE_MISSING_CONTEXT" });
});

test("what is set or staged once the block is over is refused, and its hooks may still leave each other values", async ({ engine }) => {
  const heard: unknown[] = [];
  const late: unknown[] = [];
  await engine.run(
    asFlow(async () => {
      const txn = await transaction(async (inside) => {
        const first = (own: typeof inside): void => own.set("left", 1);
        inside.stage(1, { onCommit: [first, (own) => void heard.push(own.get("left"))] });
        return inside;
      });
      for (const call of [() => txn.set("late", 1), () => txn.stage(2)]) late.push((await thrownBy(call) as Error).message);
    }),
  );
  expect([heard, late]).toEqual([
    [1],
    [
      'txn.set("late", …) comes too late: the block of the transaction is over. Await what calls it inside of the block.',
      "txn.stage(…) comes too late: the block of the transaction is over. Await what calls it inside of the block.",
    ],
  ]);
});
