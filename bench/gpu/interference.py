#!/usr/bin/env python3
"""Measures how much a training disturbs inference beside it on a GPU that is not cut by MIG.

Two processes share the GPU, one that answers batches and one that trains: by MPS, each with the
multiprocessors of an instance (4g beside 3g and so on), or whole and in turns, as the driver shares
time between processes. Each is measured alone and beside the other. What is measured beside, over
what was measured alone on the same share, is the interference that a scenario's
`sharing: {interference: ...}` is about.

    bench/gpu/interference.py --gpu-model H100-SXM-80GB --folder measured

Writes interference.csv. Needs PyTorch with CUDA, and MPS' control program on the PATH.
"""

import argparse
import csv
import json
import math
import os
import statistics
import subprocess
import sys
import threading
import time

import service_profiles as shared

PAIRS = (("4g", "3g"), ("3g", "4g"), ("2g", "3g"), ("1g", "4g"))
SERVED = ("resnet50", "bert-base")
TRAINED = ("resnet50", "bert-base")
BATCHES = (1, 8, 32)
ALONE = "nothing"
FIELDS = ("serves", "on", "batch", "beside", "besideOn", "multiprocessors", "medianMs", "p99Ms",
          "runs", "trainingStepsPerSecond")


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
                    batch = batch_of(size).to(device)
                    batch = batch.to(precision(device)) if batch.is_floating_point() else batch
                    answer = shared.graphed(lambda: model(batch), device, arguments.eager)
                    runs = latencies(answer, device, arguments.seconds)
                    say({"serves": name, "batch": size, "beside": line.strip(),
                         "multiprocessors": processors(device),
                         "medianMs": round(1e3 * statistics.median(runs), 4),
                         "p99Ms": round(1e3 * quantile(runs, 0.99), 4), "runs": len(runs)})
            say({"end": True})


def train(arguments):
    """From a line that names a network until an empty one trains it, and says how fast."""
    import torch

    device = torch.device(arguments.device)
    steps = {name: training_step(name, arguments, device) for name in TRAINED}
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


def training_step(name, arguments, device):
    model, batch_of = shared.network(name)
    batch = batch_of(arguments.training_batch).to(device)
    step = shared.training_step(model.to(device), batch, device, precision(device))
    step = shared.graphed(step, device, arguments.eager)

    def whole():
        step()
        shared.synchronize(device)

    for _ in range(shared.WARM_UP):
        whole()
    return whole


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


class Partner:
    """One of the two, in a process of its own."""

    def __init__(self, role, arguments, environment):
        command = [sys.executable, os.path.abspath(__file__), "--role", role,
                   "--device", arguments.device, "--seconds", str(arguments.seconds),
                   "--training-batch", str(arguments.training_batch),
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


def pair(arguments, serving, training, environments):
    """Rows of one way to share."""
    server = Partner("serve", arguments, environments(serving))
    trainer = Partner("train", arguments, environments(training))
    try:
        server.answer()
        trainer.answer()
        yield from measured(server, ALONE, {"on": serving, "besideOn": ""})
        for network in TRAINED:
            trainer.tell(network)
            time.sleep(3 * arguments.seconds)
            trainer.tell("")
            alone = trainer.answer()["stepsPerSecond"]
            yield {"on": serving, "serves": ALONE, "beside": network, "besideOn": training,
                   "trainingStepsPerSecond": alone}
            trainer.tell(network)
            rows = list(measured(server, network, {"on": serving, "besideOn": training}))
            trainer.tell("")
            together = trainer.answer()["stepsPerSecond"]
            yield from (dict(row, trainingStepsPerSecond=together) for row in rows)
    finally:
        server.close()
        trainer.close()


def measured(server, beside, known):
    server.tell(beside)
    while True:
        row = server.answer()
        if "end" in row:
            return
        yield dict(row, **known)


def all_rows(arguments):
    if arguments.device != "cpu":
        yield from by_mps(arguments)
    yield from pair(arguments, "time", "time", lambda _: dict(os.environ))


def by_mps(arguments):
    with shared.mps() as environment:
        def share(profile):
            percentage = shared.percentage_of(arguments.gpu_model, profile)
            return dict(environment, CUDA_MPS_ACTIVE_THREAD_PERCENTAGE=str(percentage))

        for serving, training in PAIRS:
            yield from pair(arguments, serving, training, share)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gpu-model", default="", help="as migrator names it: A100-80GB ...")
    parser.add_argument("--folder", default="measured")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each figure is measured")
    parser.add_argument("--batches", type=int, nargs="+", default=list(BATCHES))
    parser.add_argument("--training-batch", type=int, default=shared.TRAINING_BATCH)
    parser.add_argument("--eager", action="store_true",
                        help="launch kernels one by one, and not as a CUDA graph")
    parser.add_argument("--device", default="cuda", help="cpu only tries the script, without shares")
    parser.add_argument("--role", choices=("serve", "train"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.role:
        {"serve": serve, "train": train}[arguments.role](arguments)
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
