# Figures for the tests of losses, optimizers, schedulers, clipping and initialisation.
import json
import math
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.optim import lr_scheduler

def numbers(shape, phase=1.0, dtype=torch.float32):
    count = math.prod(shape)
    return torch.tensor([math.sin(phase + 0.37 * i) for i in range(count)], dtype=dtype).reshape(shape)

def values(t):
    return t.detach().double().flatten().tolist()

figures = {}

# losses
a, b, c = numbers((4, 3)), numbers((4, 3), 2), numbers((4, 3), 3)
classes = torch.tensor([2, 0, 1, 2])
signs = torch.tensor([1.0, -1.0, 1.0, 1.0])
share = torch.sigmoid(b)
weight = torch.tensor([0.5, 1.0, 2.0])
losses = {
    "mse_loss": lambda x, r: F.mse_loss(x, b, reduction=r),
    "l1_loss": lambda x, r: F.l1_loss(x, b, reduction=r),
    "smooth_l1_loss": lambda x, r: F.smooth_l1_loss(x, b, reduction=r, beta=0.5),
    "huber_loss": lambda x, r: F.huber_loss(x, b, reduction=r, delta=0.5),
    "cross_entropy": lambda x, r: F.cross_entropy(x, classes, weight, reduction=r, label_smoothing=0.1),
    "nll_loss": lambda x, r: F.nll_loss(F.log_softmax(x, 1), classes, weight, reduction=r),
    "binary_cross_entropy": lambda x, r: F.binary_cross_entropy(torch.sigmoid(x), share, weight, reduction=r),
    "binary_cross_entropy_with_logits": lambda x, r: F.binary_cross_entropy_with_logits(x, share, weight, reduction=r, pos_weight=weight),
    "kl_div": lambda x, r: F.kl_div(F.log_softmax(x, 1), F.log_softmax(b, 1), log_target=True, reduction=r),
    "soft_margin_loss": lambda x, r: F.soft_margin_loss(x, torch.sign(b), reduction=r),
    "hinge_embedding_loss": lambda x, r: F.hinge_embedding_loss(x, torch.sign(b), 1.5, reduction=r),
    "cosine_embedding_loss": lambda x, r: F.cosine_embedding_loss(x, b, signs, 0.1, reduction=r),
    "margin_ranking_loss": lambda x, r: F.margin_ranking_loss(x[:, 0], b[:, 0], signs, 0.1, reduction=r),
    "multi_margin_loss": lambda x, r: F.multi_margin_loss(x, classes, 2, 0.7, weight, reduction=r),
    "multi_label_margin_loss": lambda x, r: F.multilabel_margin_loss(x, torch.tensor([[2, -1, 0], [0, 1, -1], [1, -1, -1], [2, 0, 1]]), reduction=r),
    "multilabel_soft_margin_loss": lambda x, r: F.multilabel_soft_margin_loss(x, (b > 0).float(), weight, reduction=r),
    "triplet_margin_loss": lambda x, r: F.triplet_margin_loss(x, b, c, swap=True, reduction=r),
    "triplet_margin_with_distance_loss": lambda x, r: F.triplet_margin_with_distance_loss(
        x, b, c, distance_function=lambda p, q: (p - q).abs().sum(-1), margin=0.3, swap=True, reduction=r),
    "poisson_nll_loss": lambda x, r: F.poisson_nll_loss(x, share, full=True, reduction=r),
    "gaussian_nll_loss": lambda x, r: F.gaussian_nll_loss(x, b, share, full=True, reduction=r),
    "ctc_loss": lambda x, r: F.ctc_loss(
        F.log_softmax(x, 1).unsqueeze(1), torch.tensor([[1, 2]]), torch.tensor([4]), torch.tensor([2]), reduction=r),
}
for name, f in losses.items():
    for reduction in ("none", "mean", "sum"):
        x = a.clone().requires_grad_()
        loss = f(x, reduction)
        figures[f"{name}.{reduction}"] = values(loss)
        if reduction != "none":
            loss.backward()
            figures[f"{name}.{reduction}.gradient"] = values(x.grad)

# optimizers: five steps along gradients that are given
optimizers = {
    "SGD": lambda p: optim.SGD(p, 0.1),
    "SGD momentum": lambda p: optim.SGD(p, 0.1, momentum=0.9, dampening=0.2, weight_decay=0.3),
    "SGD nesterov": lambda p: optim.SGD(p, 0.1, momentum=0.9, nesterov=True),
    "SGD maximize": lambda p: optim.SGD(p, 0.1, maximize=True),
    "Adam": lambda p: optim.Adam(p, 0.1, (0.8, 0.95)),
    "Adam amsgrad": lambda p: optim.Adam(p, 0.1, weight_decay=0.3, amsgrad=True, maximize=True),
    "AdamW": lambda p: optim.AdamW(p, 0.1, weight_decay=0.3),
    "AdamW amsgrad": lambda p: optim.AdamW(p, 0.1, weight_decay=0.3, amsgrad=True),
    "RMSProp": lambda p: optim.RMSprop(p, 0.1),
    "RMSProp centered": lambda p: optim.RMSprop(p, 0.1, weight_decay=0.3, momentum=0.9, centered=True),
    "Adagrad": lambda p: optim.Adagrad(p, 0.1, lr_decay=0.2, weight_decay=0.3, initial_accumulator_value=0.5),
    "Adadelta": lambda p: optim.Adadelta(p, 0.7, weight_decay=0.3),
    "Adamax": lambda p: optim.Adamax(p, 0.1, weight_decay=0.3),
    "RAdam": lambda p: optim.RAdam(p, 0.1, weight_decay=0.3),
}
for name, create in optimizers.items():
    p = nn.Parameter(numbers((2, 3)))
    optimizer = create([p])
    for step in range(5):
        p.grad = numbers((2, 3), step + 2.0)
        optimizer.step()
    figures[name] = values(p)

# NAdam by its formula: PyTorch 1.13 multiplies the momenta once too often
p, first, second, product = numbers((2, 3), dtype=torch.float64), 0.0, 0.0, 1.0
for step in range(1, 6):
    grad = numbers((2, 3), step + 1.0, torch.float64) + 0.3 * p
    momentum, following = (0.9 * (1 - 0.5 * 0.96 ** (s * 0.004)) for s in (step, step + 1))
    product *= momentum
    first, second = 0.9 * first + 0.1 * grad, 0.999 * second + 0.001 * grad ** 2
    scale = 0.1 / ((second / (1 - 0.999 ** step)).sqrt() + 1e-8)
    p = p - scale * (grad * (1 - momentum) / (1 - product) + first * following / (1 - product * following))
figures["NAdam"] = values(p)

# schedulers: the rate before each of twelve steps
schedulers = {
    "StepLR": lambda o: lr_scheduler.StepLR(o, 3, 0.5),
    "MultiStepLR": lambda o: lr_scheduler.MultiStepLR(o, [2, 5], 0.3),
    "ExponentialLR": lambda o: lr_scheduler.ExponentialLR(o, 0.9),
    "CosineAnnealingLR": lambda o: lr_scheduler.CosineAnnealingLR(o, 5, 0.01),
    "LambdaLR": lambda o: lr_scheduler.LambdaLR(o, lambda epoch: 1 / (1 + epoch)),
    "MultiplicativeLR": lambda o: lr_scheduler.MultiplicativeLR(o, lambda epoch: 1 - 0.05 * epoch),
    "LinearLR": lambda o: lr_scheduler.LinearLR(o, 0.25, 1.0, 4),
    "ConstantLR": lambda o: lr_scheduler.ConstantLR(o, 0.5, 3),
    "PolynomialLR": lambda o: lr_scheduler.PolynomialLR(o, 6, 2.0),
    "OneCycleLR": lambda o: lr_scheduler.OneCycleLR(o, 0.4, 12),
    "OneCycleLR linear": lambda o: lr_scheduler.OneCycleLR(o, 0.4, 12, anneal_strategy="linear", three_phase=True),
}
for name, create in schedulers.items():
    p = nn.Parameter(numbers((2,)))
    p.grad = torch.zeros(2)
    optimizer = optim.SGD([p], 0.2, momentum=0.9)
    scheduler = create(optimizer)
    rates = []
    for _ in range(12):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if name.startswith("OneCycle") and len(rates) == 12:
            break
        scheduler.step()
    figures[name] = rates
for mode in ("triangular", "triangular2"):
    optimizer = optim.SGD([nn.Parameter(numbers((2,)))], 0.2)
    scheduler = lr_scheduler.CyclicLR(optimizer, 0.1, 0.5, 3, 2, mode, cycle_momentum=False)
    figures["CyclicLR " + mode] = []
    for _ in range(12):
        figures["CyclicLR " + mode].append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
p = nn.Parameter(numbers((2,)))
optimizer = optim.SGD([p], 0.2)
scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1, cooldown=1, min_lr=0.03)
rates = []
for metric in (1.0, 0.9, 0.95, 0.95, 0.95, 0.95, 0.95, 0.8, 0.9, 0.9, 0.9, 0.9):
    scheduler.step(metric)
    rates.append(optimizer.param_groups[0]["lr"])
figures["ReduceLROnPlateau"] = rates

# clipping
for norm_type in (2.0, 1.0, math.inf):
    parameters = [nn.Parameter(torch.zeros(2, 3)), nn.Parameter(torch.zeros(4)), nn.Parameter(torch.zeros(1))]
    parameters[0].grad, parameters[1].grad = numbers((2, 3)), 3 * numbers((4,), 2)
    figures[f"clip {norm_type}.norm"] = float(nn.utils.clip_grad_norm_(parameters, 1.5, norm_type))
    figures[f"clip {norm_type}.gradients"] = values(parameters[0].grad) + values(parameters[1].grad)

# initialisation from a seed
created = {
    "Linear": lambda: nn.Linear(5, 7), "Bilinear": lambda: nn.Bilinear(3, 4, 2), "Conv2d": lambda: nn.Conv2d(4, 6, 3, groups=2),
    "ConvTranspose2d": lambda: nn.ConvTranspose2d(4, 6, 3, groups=2), "LSTM": lambda: nn.LSTM(3, 4, 2, bidirectional=True),
    "GRUCell": lambda: nn.GRUCell(3, 4), "Embedding": lambda: nn.Embedding(6, 5, padding_idx=1), "MultiheadAttention": lambda: nn.MultiheadAttention(8, 2),
    "TransformerEncoderLayer": lambda: nn.TransformerEncoderLayer(8, 2, 16),
}
for name, create in created.items():
    torch.manual_seed(17)
    for parameter, t in create().named_parameters():
        figures[f"created {name}.{parameter}"] = values(t)
fillers = {
    "uniform_": lambda t: nn.init.uniform_(t, -2, 3), "normal_": lambda t: nn.init.normal_(t, 1, 2),
    "trunc_normal_": lambda t: nn.init.trunc_normal_(t, 0.5, 2, -1, 2), "xavier_uniform_": lambda t: nn.init.xavier_uniform_(t, 1.5),
    "xavier_normal_": lambda t: nn.init.xavier_uniform_(t, 1.5), "kaiming_uniform_": lambda t: nn.init.kaiming_uniform_(t, 0.3),
    "kaiming_normal_": lambda t: nn.init.kaiming_normal_(t, mode="fan_out", nonlinearity="relu"),
    "orthogonal_": lambda t: nn.init.orthogonal_(t, 2), "sparse_": lambda t: nn.init.sparse_(t, 0.4, 0.1),
    "eye_": nn.init.eye_, "constant_": lambda t: nn.init.constant_(t, 0.7),
}
for name, fill in fillers.items():
    torch.manual_seed(23)
    figures["filled " + name] = values(fill(torch.empty(4, 6)))
figures["filled dirac_"] = values(nn.init.dirac_(torch.empty(4, 3, 3, 2)))

print(json.dumps(figures))
