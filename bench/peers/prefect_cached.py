"""Prefect with its ephemeral server: 200 tasks in turn that are answered from its cache, after 20 others. Prints per task."""

import json
import tempfile
import time

from prefect import flow, task
from prefect.cache_policies import INPUTS
from prefect.filesystems import LocalFileSystem

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
    with tempfile.TemporaryDirectory() as folder:
        kept = tasks_in_turn.with_options(result_storage=LocalFileSystem(basepath=folder))
        kept(COUNT)
        kept(WARM_UP)
        print(json.dumps({"perCallUs": kept(COUNT)}))
