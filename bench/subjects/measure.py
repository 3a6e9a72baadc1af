"""Times subjects written in Python, as measure.mjs does for JavaScript."""

import statistics
import time


def milliseconds_of(work, warm_up=200, stretch=30, budget=1000):
    now = lambda: time.perf_counter() * 1000
    began, calls = now(), 0
    while True:
        start = now()
        work()
        last = now() - start
        calls += 1
        if now() - began >= warm_up:
            break
    calls_in_stretch = max(1, round(stretch / max(last, 1e-4)))
    times, began = [], now()
    while True:
        start = now()
        for _ in range(calls_in_stretch):
            work()
        times.append((now() - start) / calls_in_stretch)
        if now() - began >= budget:
            return statistics.median(times)


def start_up_milliseconds(create):
    """The time to create a network and train its first epoch, less the time of a later epoch."""
    start = time.perf_counter()
    epoch = create()
    epoch()
    first = (time.perf_counter() - start) * 1000
    return first - milliseconds_of(epoch)


def peak_memory():
    """The peak memory of this process, in bytes."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
