"""Prefect with its ephemeral server: 200 empty tasks in turn in one flow, after a flow of 20. Prints per task."""

import json
import time

from prefect import flow, task

COUNT = 200
WARM_UP = 20


@task
def empty(index: int) -> int:
    return index


@flow
def tasks_in_turn(count: int) -> float:
    start = time.perf_counter()
    for index in range(count):
        empty(index)
    return (time.perf_counter() - start) / count * 1e6


if __name__ == "__main__":
    tasks_in_turn(WARM_UP)
    print(json.dumps({"perTaskUs": tasks_in_turn(COUNT)}))
