#!/usr/bin/env python3
"""Measures how much another process disturbs inference on a GPU that is not cut by MIG.

Two processes share the GPU, one that answers batches and one that trains, or answers batches of 32
without end: by MPS, each with the multiprocessors of an instance (4g beside 3g and so on), or whole
and in turns, as the driver shares time between processes. Each is measured alone and beside the
other. What is measured beside, over what was measured alone on the same share, is the interference
that a scenario's `sharing: {interference: ...}` is about. The clock of the multiprocessors is
recorded with each figure: where it falls, all of the GPU is slower, and MIG would not help.

    bench/gpu/interference.py --gpu-model H100-SXM-80GB --folder measured

Writes interference.csv. Needs PyTorch with CUDA, and MPS' control program on the PATH.
"""

import argparse
import csv
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time

import service_profiles as shared

PAIRS = (("4g", "3g"), ("3g", "4g"), ("2g", "3g"), ("1g", "4g"))
SERVED = ("resnet50", "bert-base")
BESIDE = tuple((doing, name) for doing in ("training", "inference") for name in SERVED)
BATCHES = (1, 8, 32)
ALONE = "nothing"
FIELDS = ("serves", "on", "batch", "beside", "besideDoes", "besideOn", "multiprocessors", "medianMs",
          "p99Ms", "runs", "besideStepsPerSecond", "clockMHz")


# ---- The two processes, told what to do line by line ---------------------------------------------


def serve(arguments):
    """Answers each line, the name of what runs beside, with the latencies of all batches."""
    import torch

    device = torch.device(arguments.device)
    models = {}
    for name in SERVED:
        model, batch_of = shared.network(name)
        models[name] = model.to(device, precision(device)).eval(), batch_of
    with torch.inference_mode():
        say({"ready": processors(device)})
        for line in sys.stdin:
            for name, (model, batch_of) in models.items():
                for size in arguments.batches:
                    batch = inputs(batch_of(size), device)
                    answer = shared.graphed(lambda: model(batch), device, arguments.eager)
                    runs = latencies(answer, device, arguments.seconds)
                    say({"serves": name, "batch": size, "beside": line.strip(),
                         "multiprocessors": processors(device),
                         "medianMs": round(1e3 * statistics.median(runs), 4),
                         "p99Ms": round(1e3 * quantile(runs, 0.99), 4), "runs": len(runs)})
            say({"end": True})


def disturb(arguments):
    """From a line that names what to do until an empty one does it, and says how fast."""
    import torch

    device = torch.device(arguments.device)
    steps = {" ".join(job): step_of(*job, arguments, device) for job in BESIDE}
    say({"ready": processors(device)})
    for line in sys.stdin:
        asked = threading.Event()
        listener = threading.Thread(target=lambda: (sys.stdin.readline(), asked.set()))
        listener.start()
        count, began = 0, time.perf_counter()
        while not asked.is_set():
            steps[line.strip()]()
            count += 1
        listener.join()
        say({"stepsPerSecond": round(count / (time.perf_counter() - began), 4)})


def step_of(doing, name, arguments, device):
    """One step of the training, or one batch of inference, to its end."""
    model, batch_of = shared.network(name)
    batch = batch_of(arguments.steady_batch).to(device)
    if doing == "training":
        step = shared.training_step(model.to(device), batch, device, precision(device))
    else:
        step = inference_step(model.to(device, precision(device)).eval(), batch, device)
    step = shared.graphed(step, device, arguments.eager)

    def whole():
        step()
        shared.synchronize(device)

    for _ in range(shared.WARM_UP):
        whole()
    return whole


def inputs(batch, device):
    """A batch as inference takes it: on the device, in its precision."""
    batch = batch.to(device)
    return batch.to(precision(device)) if batch.is_floating_point() else batch


def inference_step(model, batch, device):
    import torch

    batch = inputs(batch, device)

    def step():
        with torch.inference_mode():
            model(batch)

    return step


def precision(device):
    import torch

    return torch.float16 if device.type == "cuda" else torch.float32


def latencies(work, device, seconds):
    """Seconds of each run, for about that long after some to warm up."""
    runs = []
    for _ in range(shared.WARM_UP):
        work()
    shared.synchronize(device)
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or len(runs) < shared.LEAST_RUNS:
        began = time.perf_counter()
        work()
        shared.synchronize(device)
        runs.append(time.perf_counter() - began)
    return runs


def quantile(values, share):
    """The least value that is not below that share of them."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def processors(device):
    import torch

    return torch.cuda.get_device_properties(device).multi_processor_count if device.type == "cuda" else 0


def say(answer):
    print(json.dumps(answer), flush=True)


# ---- The process that starts them ----------------------------------------------------------------


class Clock:
    """What nvidia-smi says of the multiprocessors' clock, a few times a second."""

    def __init__(self):
        self.seen = []
        self.process = None
        if shutil.which("nvidia-smi"):
            query = ["nvidia-smi", "--query-gpu=clocks.sm", "--format=csv,noheader,nounits",
                     "--id=0", "--loop-ms=100"]
            self.process = subprocess.Popen(query, stdout=subprocess.PIPE, text=True)
            threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        for line in self.process.stdout:
            if line.strip().isdigit():
                self.seen.append(int(line))

    def take(self):
        """The median since it was asked last; nothing if there is none."""
        seen, self.seen = self.seen, []
        return round(statistics.median(seen)) if seen else ""

    def close(self):
        if self.process:
            self.process.terminate()
            self.process.wait()


class Partner:
    """One of the two, in a process of its own."""

    def __init__(self, role, arguments, environment):
        command = [sys.executable, os.path.abspath(__file__), "--role", role,
                   "--device", arguments.device, "--seconds", str(arguments.seconds),
                   "--steady-batch", str(arguments.steady_batch),
                   *(["--eager"] if arguments.eager else []),
                   "--batches", *map(str, arguments.batches)]
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def tell(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"a process ended early, with {self.process.wait()}; see above.")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def pair(arguments, clock, serving, other, environments):
    """Rows of one way to share."""
    server = Partner("serve", arguments, environments(serving))
    disturber = Partner("disturb", arguments, environments(other))
    try:
        server.answer()
        disturber.answer()
        yield from measured(server, clock, ALONE, {"on": serving, "besideOn": ""})
        for doing, network in BESIDE:
            clock.take()
            disturber.tell(f"{doing} {network}")
            time.sleep(3 * arguments.seconds)
            disturber.tell("")
            known = {"on": serving, "besideDoes": doing, "besideOn": other}
            alone = disturber.answer()["stepsPerSecond"]
            yield dict(known, serves=ALONE, beside=network, besideStepsPerSecond=alone,
                       clockMHz=clock.take())
            disturber.tell(f"{doing} {network}")
            rows = list(measured(server, clock, network, known))
            disturber.tell("")
            together = disturber.answer()["stepsPerSecond"]
            yield from (dict(row, besideStepsPerSecond=together) for row in rows)
    finally:
        server.close()
        disturber.close()


def measured(server, clock, beside, known):
    clock.take()
    server.tell(beside)
    while True:
        row = server.answer()
        if "end" in row:
            return
        yield dict(row, **known, clockMHz=clock.take())


def all_rows(arguments):
    clock = Clock()
    try:
        if arguments.device != "cpu":
            yield from by_mps(arguments, clock)
        yield from pair(arguments, clock, "time", "time", lambda _: dict(os.environ))
    finally:
        clock.close()


def by_mps(arguments, clock):
    with shared.mps() as environment:
        def share(profile):
            percentage = shared.percentage_of(arguments.gpu_model, profile)
            return dict(environment, CUDA_MPS_ACTIVE_THREAD_PERCENTAGE=str(percentage))

        for serving, other in PAIRS:
            yield from pair(arguments, clock, serving, other, share)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gpu-model", default="", help="as migrator names it: A100-80GB ...")
    parser.add_argument("--folder", default="measured")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each figure is measured")
    parser.add_argument("--batches", type=int, nargs="+", default=list(BATCHES))
    parser.add_argument("--steady-batch", type=int, default=shared.TRAINING_BATCH,
                        help="of the training or inference beside")
    parser.add_argument("--eager", action="store_true",
                        help="launch kernels one by one, and not as a CUDA graph")
    parser.add_argument("--device", default="cuda", help="cpu only tries the script, without shares")
    parser.add_argument("--role", choices=("serve", "disturb"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.role:
        {"serve": serve, "disturb": disturb}[arguments.role](arguments)
        return
    os.makedirs(arguments.folder, exist_ok=True)
    path = os.path.join(arguments.folder, "interference.csv")
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        for row in all_rows(arguments):
            writer.writerow(row)
            file.flush()
            print(row, file=sys.stderr)
    print(f"measured: {path}", file=sys.stderr)


if __name__ == "__main__":
    main()
