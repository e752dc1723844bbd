"""Prefect with its ephemeral server: 200 tasks in turn that are answered from its cache, after 20 others. Prints per task."""

import json
import os
import time

# Read when Prefect is imported: its results go below the sample's own folder.
os.environ["PREFECT_LOCAL_STORAGE_PATH"] = os.path.join(os.environ["MILLRACE_BENCH_DIR"], "results")

from prefect import flow, task  # noqa: E402
from prefect.cache_policies import INPUTS  # noqa: E402

COUNT = 200
WARM_UP = 20


@task(cache_policy=INPUTS, persist_result=True, log_prints=False)
def cached(index: int) -> int:
    return index


@flow(persist_result=True)
def tasks_in_turn(count: int) -> float:
    start = time.perf_counter()
    for index in range(count):
        cached(index)
    return (time.perf_counter() - start) / count * 1e6


if __name__ == "__main__":
    tasks_in_turn(COUNT)
    tasks_in_turn(WARM_UP)
    print(json.dumps({"perCallUs": tasks_in_turn(COUNT)}))
