#!/usr/bin/env python3
"""Measures latency by batch size of three networks on as many multiprocessors as MIG instances have.

For a GPU that is not in MIG mode, or cannot be: the share is set by MPS (CUDA's
CUDA_MPS_ACTIVE_THREAD_PERCENTAGE), which limits multiprocessors but neither memory bandwidth nor
cache, so a small share is faster here than the MIG instance of its size. The files say so in their
source. On a MIG instance give --profile instead: then only that profile is measured, without MPS.

Writes a service profile for each network (NETWORK.json, what a scenario's `model:` takes) and all
that was measured, with what the process saw of the GPU, in measurements.csv. Its rows of kind
`import`, `context`, `load` and `first` are what starting a process for the network takes, step by
step: loading PyTorch, CUDA's context, the network onto the GPU, and its first inference.

    bench/gpu/service_profiles.py --gpu-model H100-SXM-80GB --folder measured
    bench/gpu/service_profiles.py --gpu-model A100-80GB --profile 3g --folder measured   # in an instance

Needs PyTorch with CUDA; without it --device cpu measures on the CPU, to try the script.
"""

import argparse
import contextlib
import csv
import datetime
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

PROFILES = ("1g", "2g", "3g", "4g", "7g")
# Multiprocessors of the whole GPU and of its instances, as NVIDIA's tools list them.
MULTIPROCESSORS = {
    "A100-40GB": (108, (14, 28, 42, 56, 98)),
    "A100-80GB": (108, (14, 28, 42, 56, 98)),
    "H100-SXM-80GB": (132, (16, 32, 60, 64, 132)),
    "H100-PCIe-80GB": (114, (14, 30, 46, 62, 114)),
    "H100-94GB": (132, (16, 32, 60, 64, 132)),
    "GH200-96GB": (132, (16, 32, 60, 64, 132)),
    "H200-141GB": (132, (16, 32, 60, 64, 132)),
}
NETWORKS = ("resnet50", "vit-base", "bert-base")
LARGEST_BATCH = 256
TRAINING_BATCH = 32
WARM_UP = 10
LEAST_RUNS = 20
SECONDS = 1.0
FIELDS = ("network", "profile", "percentage", "multiprocessors", "batch", "kind", "medianMs", "runs")


def network(name):
    """The network with random weights, and a function that makes a batch for it."""
    import torch
    from torch import nn

    if name == "resnet50":
        return resnet50(), lambda n: torch.randn(n, 3, 224, 224)
    if name == "vit-base":
        return Transformer(nn.Conv2d(3, 768, 16, 16), 196), lambda n: torch.randn(n, 3, 224, 224)
    if name == "bert-base":
        return (
            Transformer(nn.Embedding(30522, 768), 128),
            lambda n: torch.randint(0, 30522, (n, 128)),
        )
    raise SystemExit(f"network: {name} is not known; expected one of {', '.join(NETWORKS)}.")


def resnet50():
    from torch import nn

    class Block(nn.Module):
        def __init__(self, before, width, stride):
            super().__init__()
            self.body = nn.Sequential(
                nn.Conv2d(before, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True),
                nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(True),
                nn.Conv2d(width, 4 * width, 1, bias=False), nn.BatchNorm2d(4 * width))
            same = stride == 1 and before == 4 * width
            self.skip = nn.Identity() if same else nn.Sequential(
                nn.Conv2d(before, 4 * width, 1, stride, bias=False), nn.BatchNorm2d(4 * width))

        def forward(self, x):
            return nn.functional.relu(self.body(x) + self.skip(x))

    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(True), nn.MaxPool2d(3, 2, 1)]
    before = 64
    for width, blocks, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            layers.append(Block(before, width, stride if block == 0 else 1))
            before = 4 * width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000))


def Transformer(embedding, tokens):
    """Twelve layers of width 768 with twelve heads: the body of both ViT-B and BERT-base."""
    import torch
    from torch import nn

    class Body(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = embedding
            self.position = nn.Parameter(torch.zeros(1, tokens, 768))
            layer = nn.TransformerEncoderLayer(768, 12, 3072, 0.0, "gelu", batch_first=True)
            self.layers = nn.TransformerEncoder(layer, 12, enable_nested_tensor=False)
            self.head = nn.Linear(768, 1000)

        def forward(self, x):
            x = self.embedding(x)
            if x.dim() == 4:
                x = x.flatten(2).transpose(1, 2)
            return self.head(self.layers(x + self.position)[:, 0])

    return Body()


# ---- In a process of its own for each share: the share of MPS is fixed when CUDA begins ----------


def measure(arguments):
    began = time.perf_counter()
    import torch

    imported = milliseconds_since(began)
    began = time.perf_counter()
    device = torch.device(arguments.device)
    dtype = getattr(torch, arguments.dtype)
    torch.zeros(1, device=device)
    context = milliseconds_since(began)
    count = 0
    if device.type == "cuda":
        count = torch.cuda.get_device_properties(device).multi_processor_count
    tell(arguments, "", count, 0, "import", (imported, 1))
    tell(arguments, "", count, 0, "context", (context, 1))
    for name in arguments.networks:
        model, batch_of = network(name)
        began = time.perf_counter()
        model = model.to(device, dtype)
        synchronize(device)
        tell(arguments, name, count, 0, "load", (milliseconds_since(began), 1))

        def prepared(size):
            batch = batch_of(size).to(device)
            return batch.to(dtype) if batch.is_floating_point() else batch

        model.eval()
        size = 1
        with torch.inference_mode():
            batch = prepared(size)
            began = time.perf_counter()
            model(batch)
            synchronize(device)
            tell(arguments, name, count, size, "first", (milliseconds_since(began), 1))
            while size <= arguments.largest_batch:
                batch = guarded(lambda: prepared(size))
                found = None if batch is None else guarded(lambda: timed(
                    graphed(lambda: model(batch), device, arguments.eager), device, arguments.seconds))
                if found is None:
                    tell(arguments, name, count, size, "out of memory", (0.0, 0))
                    break
                tell(arguments, name, count, size, "inference", found)
                size *= 2
        size = min(TRAINING_BATCH, arguments.largest_batch)
        step = training_step(model, batch_of(size).to(device), device, dtype)
        found = guarded(lambda: timed(graphed(step, device, arguments.eager), device, arguments.seconds))
        if found is not None:
            tell(arguments, name, count, size, "training", found)
        del model, step
        if device.type == "cuda":
            torch.cuda.empty_cache()


def guarded(work):
    """The answer, or None where there is not enough memory."""
    import torch

    try:
        return work()
    except torch.cuda.OutOfMemoryError:
        torch.cuda.empty_cache()
        return None


def graphed(work, device, eager=False):
    """The work as one CUDA graph: what is timed then is the GPU, not the launching of its kernels."""
    import torch

    if eager or device.type != "cuda":
        return work
    beside = torch.cuda.Stream()
    beside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(beside):
        for _ in range(3):
            work()
    torch.cuda.current_stream().wait_stream(beside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()

    def replay(held=work):  # the graph reads tensors that only the work may hold
        graph.replay()

    return replay


def training_step(model, batch, device, dtype):
    """A step of SGD on one batch that is on the GPU already, in mixed precision."""
    import torch

    model.train().float()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
    mixed = dtype != torch.float32

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(device.type, dtype if mixed else torch.bfloat16, enabled=mixed,
                            cache_enabled=False):
            model(batch).float().logsumexp(1).mean().backward()
        optimizer.step()

    return step


def milliseconds_since(began):
    return 1e3 * (time.perf_counter() - began)


def synchronize(device):
    import torch

    if device.type == "cuda":
        torch.cuda.synchronize(device)


def timed(work, device, seconds):
    """Median milliseconds, and of how many runs."""

    def once():
        began = time.perf_counter()
        work()
        synchronize(device)
        return time.perf_counter() - began

    for _ in range(WARM_UP):
        once()
    runs = []
    while len(runs) < LEAST_RUNS or sum(runs) < seconds:
        runs.append(once())
    return 1e3 * statistics.median(runs), len(runs)


def tell(arguments, name, count, batch, kind, found):
    row = dict(zip(FIELDS, (name, arguments.profile, arguments.percentage, count, batch, kind,
                            round(found[0], 4), found[1])))
    print(json.dumps(row), flush=True)


# ---- The process that starts them ----------------------------------------------------------------


def child(arguments, profile, percentage, environment):
    command = [sys.executable, os.path.abspath(__file__), "--child", "--device", arguments.device,
               "--dtype", arguments.dtype, "--profile", profile, "--percentage", str(percentage),
               "--largest-batch", str(arguments.largest_batch), "--seconds", str(arguments.seconds),
               *(["--eager"] if arguments.eager else []), "--networks", *arguments.networks]
    answer = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    rows = [json.loads(line) for line in answer.stdout.splitlines() if line.startswith("{")]
    if answer.returncode != 0:
        raise SystemExit(f"the measurement of {profile} ended with {answer.returncode}; see above.")
    for row in rows:
        print(row, file=sys.stderr)
    return rows


def percentage_of(gpu, profile):
    """The share of the GPU's multiprocessors that an instance of the profile has, in percent.

    Rounded up, since MPS rounds down: 12.12 % of 132 were 14, and not 16.
    """
    whole, parts = MULTIPROCESSORS.get(gpu, (7, (1, 2, 3, 4, 7)))
    return math.ceil(1e4 * parts[PROFILES.index(profile)] / whole) / 100


@contextlib.contextmanager
def mps():
    """The environment in which processes share the GPU by an MPS daemon of its own."""
    if shutil.which("nvidia-cuda-mps-control") is None:
        raise SystemExit("nvidia-cuda-mps-control is not there; expected it on the PATH. "
                         "Maybe this is a container without the driver's tools?")
    with tempfile.TemporaryDirectory(prefix="mps-") as pipes:
        environment = dict(os.environ, CUDA_MPS_PIPE_DIRECTORY=pipes, CUDA_MPS_LOG_DIRECTORY=pipes)
        subprocess.run(["nvidia-cuda-mps-control", "-d"], env=environment, check=True)
        try:
            yield environment
        finally:
            subprocess.run(["nvidia-cuda-mps-control"], input="quit\n", text=True, env=environment,
                           check=False)


def with_mps(arguments):
    """Rows of all shares."""
    rows = []
    with mps() as environment:
        for profile in arguments.profiles:
            percentage = percentage_of(arguments.gpu_model, profile)
            share = dict(environment, CUDA_MPS_ACTIVE_THREAD_PERCENTAGE=str(percentage))
            rows += child(arguments, profile, percentage, share)
    return rows


def source(arguments, how):
    """Where the figures come from, for whoever reads the file."""
    try:
        query = ["nvidia-smi", "--query-gpu=name,driver_version,clocks.max.sm", "--format=csv,noheader"]
        seen = subprocess.run(query, stdout=subprocess.PIPE, text=True, check=False).stdout.splitlines()
    except FileNotFoundError:
        seen = []
    import torch

    return (f"measured on {datetime.date.today()} by bench/gpu/service_profiles.py on "
            f"{seen[0].strip() if seen else arguments.device}; PyTorch {torch.__version__}, "
            f"{arguments.dtype}, random weights, medians, "
            f"{'kernels launched one by one' if arguments.eager else 'CUDA graphs'}; {how}")


def document(name, rows, gpu, text):
    """A network's service profile."""
    own = [row for row in rows if row["network"] == name]
    points = [{"profile": row["profile"], "batch": row["batch"], "latencyMs": row["medianMs"]}
              for row in own if row["kind"] == "inference"]
    training = {row["profile"]: row["medianMs"] for row in own if row["kind"] == "training"}
    whole = training.get("7g")
    speeds = {p: round(whole / ms, 4) for p, ms in training.items()} if whole else {}
    return {"model": name, "gpu": gpu, "source": text, "points": points, "trainingSpeed": speeds}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gpu-model", help="as migrator names it: A100-80GB, H100-SXM-80GB ...")
    parser.add_argument("--folder", default="measured")
    parser.add_argument("--profile", help="measure only this instance's profile, without MPS")
    parser.add_argument("--profiles", nargs="+", default=list(PROFILES), choices=PROFILES)
    parser.add_argument("--networks", nargs="+", default=list(NETWORKS), choices=NETWORKS)
    parser.add_argument("--largest-batch", type=int, default=LARGEST_BATCH)
    parser.add_argument("--dtype", default="float16", choices=("float16", "bfloat16", "float32"))
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of runs for each figure, at least")
    parser.add_argument("--eager", action="store_true",
                        help="launch kernels one by one, and not as a CUDA graph")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--percentage", type=float, default=100, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        measure(arguments)
        return
    if not arguments.gpu_model:
        parser.error("--gpu-model is missing; `migrator gpu list` shows the GPU's name")
    if arguments.profile or arguments.device == "cpu":
        rows = child(arguments, arguments.profile or "7g", 100, dict(os.environ))
        how = f"in a MIG instance {arguments.profile}" if arguments.profile else "on a CPU"
    else:
        rows = with_mps(arguments)
        how = ("as many multiprocessors as the instances have, by CUDA_MPS_ACTIVE_THREAD_PERCENTAGE, one "
               "process at a time; memory bandwidth and cache are not divided, as MIG would")
    text = source(arguments, how)
    os.makedirs(arguments.folder, exist_ok=True)
    with open(os.path.join(arguments.folder, "measurements.csv"), "w", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    for name in arguments.networks:
        with open(os.path.join(arguments.folder, name + ".json"), "w") as file:
            json.dump(document(name, rows, arguments.gpu_model, text), file, indent=1)
            file.write("\n")
    print(f"{len(rows)} measurements in {arguments.folder}", file=sys.stderr)


if __name__ == "__main__":
    main()
