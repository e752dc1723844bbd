/** Task runs and child flows in transactions: what is rolled back, when, and what a later attempt makes of it. */
import { expect } from "vitest";
import { flow, runtime, sleep, task, transaction, type Transaction } from "../../sdk/index.ts";
import { gate, logged, onlyChild, stateNames, taskRunNamed, taskStates, test, thrownBy } from "./support.ts";

const done = ["Pending", "Running", "Completed"] as const;
const undone = [...done, "RolledBack"] as const;

/** Tasks that tell what is committed and undone. */
function tellers(): { readonly told: string[]; readonly step: ReturnType<typeof makeStep> } {
  const told: string[] = [];
  return { told, step: makeStep(told) };
}

function makeStep(told: string[]) {
  return task(
    {
      name: "step",
      onCommit: (_task, run) => void told.push(`commit ${String(run.parameters["name"])}`),
      onRollback: (_task, run) => void told.push(`undo ${String(run.parameters["name"])}`),
    },
    async (name: string) => {
      told.push(`do ${name}`);
      return name;
    },
  );
}

const fails = task({ name: "fails" }, async () => {
  throw new Error("no");
});

test("tasks are undone in reverse order", async ({ engine }) => {
  const { told, step } = tellers();
  await engine.run(flow(async () => {
    await transaction(async () => {
      await step("a");
      await transaction(async () => {
        await step("b");
        await step("c");
      });
      await step("d");
      await fails();
    });
  }));
  expect(told).toEqual(["do a", "do b", "do c", "do d", "undo d", "undo c", "undo b", "undo a"]);
});

test("commit hooks are called when the outermost transaction ends, in order", async ({ engine }) => {
  const { told, step } = tellers();
  await engine.run(flow(async () => {
    await transaction(async () => {
      await transaction(async () => await step("a"));
      await step("b");
      told.push("end");
    });
  }));
  expect(told).toEqual(["do a", "do b", "end", "commit a", "commit b"]);
});

test("a task that fails rolls the transaction back although its error is caught", async ({ engine }) => {
  const { told, step } = tellers();
  let txn: Transaction | undefined;
  const run = await engine.run(flow(async () =>
    await transaction(async (opened) => {
      txn = opened;
      await step("a");
      await thrownBy(() => fails());
      return opened.state;
    }),
  ));
  expect([run.state.name, run.result, txn?.state, told]).toEqual(["Completed", "active", "rolledBack", ["do a", "undo a"]]);
  expect(logged(run)).toContain("The transaction is rolled back: fails-0 ended as Failed.");
});

test("a task that is tried again rolls nothing back", async ({ engine }) => {
  const { told, step } = tellers();
  const unsteady = task({ retries: 1 }, async () => {
    if (runtime.taskRun?.attempt === 1) throw new Error("once");
  });
  await engine.run(flow(async () => {
    await transaction(async () => {
      await step("a");
      await unsteady();
    });
  }));
  expect(told).toEqual(["do a", "commit a"]);
});

test("a transaction ends when all tasks called in it are done, and those that end last are undone as well", async ({ engine }) => {
  const { told, step } = tellers();
  const mayEnd = gate();
  const slow = task({ name: "slow" }, async () => {
    await mayEnd.opened;
    return "slow";
  });
  const run = await engine.run(flow(async () => {
    const rolledBack = thrownBy(() => transaction(async () => {
      void slow.submit().then(() => undefined);
      void step(slow.submit());
      throw new Error("foo");
    }));
    setImmediate(() => mayEnd.open());
    await rolledBack;
    await transaction(async () => void step("b"));
    told.push("end");
  }));
  expect(told).toEqual(["do slow", "undo slow", "do b", "commit b", "end"]);
  expect(taskStates(run).slice(0, 2).map(([, names]) => names.at(-1))).toEqual(["RolledBack", "RolledBack"]);
});

test("what comes after a rollback by hand is undone as it comes, after a commit by hand committed", async ({ engine }) => {
  const { told, step } = tellers();
  await engine.run(flow(async () => {
    await transaction(async (txn) => {
      await step("a");
      await txn.rollback();
      await step("b");
    });
    await thrownBy(() => transaction({ commitMode: "off" }, async (txn) => {
      await step("c");
      await txn.commit();
      await step("d");
      throw new Error("foo");
    }));
  }));
  expect(told).toEqual(["do a", "undo a", "do b", "undo b", "do c", "commit c", "do d", "commit d"]);
});

test("with eager each task is committed as it ends, and stays so", async ({ engine }) => {
  const { told, step } = tellers();
  const run = await engine.run(flow(async () => {
    await transaction({ commitMode: "eager" }, async () => {
      await step("a");
      throw new Error("foo");
    });
  }));
  expect([told, taskStates(run)]).toEqual([["do a", "commit a"], [["step-0", done]]]);
});

test("outside of a transaction a task is committed when it has completed", async ({ engine }) => {
  const { told, step } = tellers();
  const run = await engine.run(flow(async () => {
    await step("a");
    told.push("next");
  }));
  expect([told, taskStates(run)]).toEqual([["do a", "commit a", "next"], [["step-0", done]]]);
});

test("a commit hook that throws undoes the task, which stays completed", async ({ engine }) => {
  const told: string[] = [];
  const refuse = (): never => {
    throw new Error("not now");
  };
  const bare = task({ name: "bare", onCommit: refuse }, async () => 1);
  const undoes = task({ name: "undoes", onCommit: refuse, onRollback: () => void told.push("undone") }, async () => 2);
  const run = await engine.run(flow(async () => [await bare(), await undoes(), (await undoes.returnState()).type]));
  expect([run.result, told]).toEqual([[1, 2, "COMPLETED"], ["undone", "undone"]]);
  expect(taskStates(run)).toEqual([["bare-0", done], ["undoes-0", undone], ["undoes-1", undone]]);
});

test("a commit hook that throws at the end of a transaction undoes all of it", async ({ engine }) => {
  const { told, step } = tellers();
  const last = task({ name: "last", onCommit: () => Promise.reject(new Error("not now")) }, async () => 1);
  const run = await engine.run(flow(async () =>
    await transaction(async () => {
      await step("a");
      return await last();
    }),
  ));
  expect([run.result, told]).toEqual([1, ["do a", "commit a", "undo a"]]);
  expect(taskStates(run)).toEqual([["step-0", undone], ["last-0", undone]]);
});

test("a task that fails undoes what it called, and what has nothing to undo stays", async ({ engine }) => {
  const { told, step } = tellers();
  const plain = task({ name: "plain" }, async () => 1);
  const holder = task({ name: "holder" }, async () => await step("b"));
  const outer = task({ name: "outer", retries: 1 }, async () => {
    await plain();
    await step("a");
    await holder();
    throw new Error("foo");
  });
  const run = await engine.run(flow(async () => void (await outer.returnState())));
  expect(told).toEqual(["do a", "do b", "undo b", "undo a", "do a", "do b", "undo b", "undo a"]);
  const inner = run.taskRuns.filter((each) => each.task !== "outer");
  expect(inner.slice(0, 4).map((each) => [each.name, stateNames(each)])).toEqual([["plain-0", done], ["step-0", undone], ["holder-0", undone], ["step-1", undone]]);
});

test("what a task calls is committed with the task, and within a transaction with that", async ({ engine }) => {
  const { told, step } = tellers();
  const outer = task({ name: "outer" }, async () => {
    await step("a");
    told.push("end of task");
  });
  const careful = task({ name: "careful" }, async () => {
    await thrownBy(() => fails());
    return await step("b");
  });
  const run = await engine.run(flow(async () => {
    await outer();
    await transaction(async () => {
      await outer();
      await careful();
      told.push("end of block");
    });
  }));
  expect(told).toEqual(["do a", "end of task", "commit a", "do a", "end of task", "do b", "end of block", "commit a", "commit b"]);
  expect(run.state.name).toBe("Completed");
});

test("a call that its task did not wait for shares the end of the task", async ({ engine }) => {
  const { told, step } = tellers();
  const mayEnd = gate();
  const slow = task({ name: "slow" }, async (name: string) => {
    await mayEnd.opened;
    return name;
  });
  const good = task({ name: "good" }, async () => void step(slow("a")));
  const bad = task({ name: "bad" }, async () => {
    void step(slow("b"));
    throw new Error("foo");
  });
  await engine.run(flow(async () => {
    await good();
    await bad.returnState();
    mayEnd.open();
  }));
  expect([...told].sort()).toEqual(["commit a", "do a", "do b", "undo b"]);
});

test("a child flow is rolled back with its tasks", async ({ engine }) => {
  const { told, step } = tellers();
  const child = flow({ name: "child" }, async () => await step("a"));
  const run = await engine.run(flow(async () => {
    await transaction(async () => {
      await child();
      throw new Error("foo");
    });
  }));
  expect(told).toEqual(["do a", "undo a"]);
  const inner = onlyChild(run);
  expect([inner.flowRun === null ? [] : stateNames(inner.flowRun), stateNames(taskRunNamed(run, "step-0"))]).toEqual([undone, undone]);
  expect(stateNames(taskRunNamed(run, "child-0"))).toEqual(undone);
});

test("a cancel inside of a transaction rolls it back", async ({ engine }) => {
  const { told, step } = tellers();
  const run = await engine.run(flow(async () => {
    await transaction(async () => {
      await step("a");
      engine.cancel("enough");
      await sleep("1h");
    });
  }));
  expect([run.state.name, told]).toEqual(["Cancelled", ["do a", "undo a"]]);
  expect(taskStates(run)).toEqual([["step-0", undone]]);
});

test("a cancel rolls back what goes on as if nothing had been, too", async ({ engine }) => {
  const { told, step } = tellers();
  const run = await engine.run(flow(async () => {
    await transaction(async () => {
      await step("a");
      engine.cancel("enough");
      await thrownBy(() => sleep("1h"));
    });
  }));
  expect([run.state.name, told]).toEqual(["Cancelled", ["do a", "undo a"]]);
  const deaf = await engine.run(flow(async () => {
    await transaction(async () => {
      await step("b");
      engine.cancel("enough");
      await new Promise(() => undefined);
    });
  }));
  expect([deaf.state.name, told.slice(2)]).toEqual(["Cancelled", ["do b", "undo b"]]);
});

test("a rollback hook that does not end keeps no cancelled run from ending", async ({ engine }) => {
  const stuck = task({ name: "stuck", onRollback: () => new Promise(() => undefined) }, async () => 1);
  const run = await engine.run(flow(async () => {
    await transaction(async () => {
      await stuck();
      engine.cancel("enough");
      await sleep("1h");
    });
  }));
  expect([run.state.name, logged(run)]).toEqual(["Cancelled", expect.arrayContaining(["Rollback hooks have not ended in time; the run ends without them."])]);
});

test("a flow that runs out of time, and a task that does, roll back what they have left open", async ({ engine }) => {
  const { told, step } = tellers();
  const block = async (name: string): Promise<void> => {
    await transaction(async () => {
      await step(name);
      await new Promise(() => undefined);
    });
  };
  const late = task({ name: "late", timeout: "1s" }, async () => await block("b"));
  const outOfTime = await engine.run(flow({ timeout: "1s" }, async () => await block("a")));
  const run = await engine.run(flow(async () => (await late.returnState()).name));
  expect([outOfTime.state.name, run.result, told]).toEqual(["TimedOut", "TimedOut", ["do a", "undo a", "do b", "undo b"]]);
});

test("a later attempt of the flow runs again what was rolled back", async ({ engine }) => {
  const { told, step } = tellers();
  const run = await engine.run(flow({ retries: 1 }, async () => {
    await step("before");
    return await transaction(async () => {
      const result = await step("a");
      if (runtime.flowRun?.attempt === 1) throw new Error("foo");
      return result;
    });
  }));
  expect(run.result).toBe("a");
  expect(told).toEqual(["do before", "commit before", "do a", "undo a", "do a", "commit a"]);
  expect(taskStates(run)).toEqual([
    ["step-0", [...done, "Cached"]],
    ["step-1", [...undone, "Pending", "Rerunning", "Completed"]],
  ]);
  expect(run.taskRuns[1]?.why).toBe("It was rolled back in an earlier attempt, so it runs again.");
});

test("a later attempt neither commits nor rolls back what has been committed", async ({ engine }) => {
  const { told, step } = tellers();
  const run = await engine.run(flow({ retries: 1 }, async () => {
    await thrownBy(() => transaction(async () => {
      await step("a");
      if (runtime.flowRun?.attempt === 2) throw new Error("foo");
    }));
    if (runtime.flowRun?.attempt === 1) throw new Error("bar");
  }));
  expect(told).toEqual(["do a", "commit a"]);
  expect(taskStates(run)).toEqual([["step-0", [...done, "Cached"]]]);
});

test("a child flow that was rolled back runs again in a later attempt, with its tasks", async ({ engine }) => {
  const { told, step } = tellers();
  const child = flow({ name: "child" }, async () => await step("a"));
  const run = await engine.run(flow({ retries: 1 }, async () => {
    await transaction(async () => {
      await child();
      if (runtime.flowRun?.attempt === 1) throw new Error("foo");
    });
  }));
  expect([run.state.name, told]).toEqual(["Completed", ["do a", "undo a", "do a", "commit a"]]);
});

test("a child flow's retry keeps what completed, and both attempts belong to the transaction", async ({ engine }) => {
  const { told, step } = tellers();
  const child = flow({ name: "child", retries: 1 }, async () => {
    await step("a");
    if (runtime.flowRun?.attempt === 1) throw new Error("once");
  });
  const committed = flow(async () => await transaction(async () => await child()));
  await engine.run(committed);
  expect(told).toEqual(["do a", "commit a"]);
  told.length = 0;
  await engine.run(flow(async () => {
    await transaction(async () => {
      await child();
      throw new Error("foo");
    });
  }));
  expect(told).toEqual(["do a", "undo a"]);
});
