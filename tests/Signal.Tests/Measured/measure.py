"""Measures what models.txt describes and writes measured.csv: python3 measure.py [seeds].

Standard normal inputs, labels drawn at random, the library's default initialisation unless a word after the size says otherwise, one
backward pass a seed. A figure is the mean over seeds of log10(norm of a weight layer's gradient / norm of the last weight layer's).
PyTorch draws as TorchSharp does.
"""
import math
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

ACTIVATIONS = {"relu": F.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "gelu": F.gelu, "silu": F.silu, "elu": F.elu,
               "selu": F.selu, "softplus": F.softplus}
DRAWS = {"he": lambda w: nn.init.kaiming_normal_(w, nonlinearity="relu"), "xavier": nn.init.xavier_uniform_,
         "lecun": lambda w: nn.init.kaiming_normal_(w, nonlinearity="linear")}


def expand(words):
    """Writes '3*( a b )' out."""
    out, i = [], 0
    while i < len(words):
        if words[i].endswith("*("):
            end = closing(words, i)
            out += int(words[i][:-2]) * expand(words[i + 1:end])
            i = end + 1
        else:
            out.append(words[i])
            i += 1
    return out


def closing(words, start):
    depth = 0
    for i in range(start, len(words)):
        depth += words[i].endswith("(") - (words[i] == ")")
        if depth == 0:
            return i
    raise ValueError("an opening bracket is never closed")


def run(x, words, weights):
    skips, i = [], 0
    while i < len(words):
        word = words[i]
        i += 1
        if word == "skip(":
            skips.append((torch.add, x))
        elif word == "gate(":
            skips.append((lambda map, gate: map * gate[:, :, None, None], x))
            x = x.mean((2, 3))
        elif word == ")":
            join, before = skips.pop()
            x = join(before, x)
        elif word in ACTIVATIONS:
            x = ACTIVATIONS[word](x)
        elif word == "spread":
            channels, i = int(words[i]), i + 1
            side = math.isqrt(x.shape[1] // channels)
            x = x.view(-1, channels, side, side)
        elif word in ("linear", "conv", "up"):
            size, i = int(words[i]), i + 1
            if word == "linear":
                layer = nn.Linear(x.shape[-1], size)
            else:
                kernel, i = int(words[i]), i + 1
                options = {"pad": 0, "stride": 1}
                while i < len(words) and words[i] in options:
                    options[words[i]], i = int(words[i + 1]), i + 2
                kind = nn.Conv2d if word == "conv" else nn.ConvTranspose2d
                layer = kind(x.shape[1], size, kernel, stride=options["stride"], padding=options["pad"])
            if i < len(words) and (words[i] in DRAWS or words[i].startswith("normal")):
                with torch.no_grad():
                    layer.bias.zero_()
                    if words[i] in DRAWS:
                        DRAWS[words[i]](layer.weight)
                    else:
                        layer.weight.normal_(std=float(words[i][6:]))
                i += 1
            weights.append([layer.weight])
            x = layer(x)
        elif word == "bn":
            x = F.batch_norm(x, None, None, training=True)
        elif word == "ln":
            x = F.layer_norm(x, x.shape[-1:])
        elif word == "dropout":
            x, i = F.dropout(x, float(words[i])), i + 1
        elif word in ("maxpool", "avgpool"):
            x, i = (F.max_pool2d if word == "maxpool" else F.avg_pool2d)(x, int(words[i])), i + 1
        elif word == "flatten":
            x = x.flatten(1)
        elif word == "globalpool":
            x = x.mean((2, 3)) if x.dim() == 4 else x.mean(1)
        elif word == "globalmax":
            x = x.amax((2, 3)) if x.dim() == 4 else x.amax(1)
        elif word == "last":
            x = x[:, -1]
        elif word == "embedding":
            layer, i = nn.Embedding(int(x.max().item()) + 1, int(words[i])), i + 1
            weights.append([layer.weight])
            x = layer(x)
        elif word in ("rnn", "lstm", "gru"):
            layer = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}[word](x.shape[-1], int(words[i]), batch_first=True)
            i += 1
            weights.append([layer.weight_ih_l0, layer.weight_hh_l0])
            x = layer(x)[0]
        elif word == "attention":
            layer, i = nn.MultiheadAttention(x.shape[-1], int(words[i]), batch_first=True), i + 1
            weights.append([layer.in_proj_weight, layer.out_proj.weight])
            x = layer(x, x, x, need_weights=False)[0]
        else:
            raise ValueError(f"unknown word {word}")
    return x


def norms(source, loss, batch, words, seed):
    torch.manual_seed(seed)
    kind, *sizes = source.split()
    sizes = [int(size) for size in sizes]
    if kind == "tokens":
        x = torch.randint(0, sizes[1], (batch, sizes[0]))
        x[0, 0] = sizes[1] - 1
    else:
        x = torch.randn(batch, *(sizes if kind != "image" else [sizes[0], sizes[1], sizes[1]]))
    weights = []
    y = run(x, words, weights)
    if loss == "ce":
        y = y.flatten(0, -2)  # a label at every step
        value = F.cross_entropy(y, torch.randint(0, y.shape[-1], y.shape[:1]))
    elif loss == "bce":
        value = F.binary_cross_entropy_with_logits(y, torch.randint(0, 2, y.shape).float())
    else:
        value = F.mse_loss(y, torch.randn_like(y))
    value.backward()
    logs = [math.log10(sum((w.grad.double() ** 2).sum().item() for w in layer)) / 2 for layer in weights]
    return [log - logs[-1] for log in logs]


def main():
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    torch.set_num_threads(1)
    with open("models.txt") as models, open("measured.csv", "w") as out:
        out.write(f"# mean over {seeds} seeds of log10(gradient norm / last layer's), PyTorch {torch.__version__}; see measure.py\n")
        for line in models:
            if line.startswith("#"):
                continue
            name, source, training, model = (part.strip() for part in line.split("|"))
            loss, batch = training.split()
            runs = [norms(source, loss, int(batch), expand(model.split()), seed) for seed in range(seeds)]
            out.write(name + "," + ",".join(f"{sum(layer) / seeds:.3f}" for layer in zip(*runs)) + "\n")


main()
