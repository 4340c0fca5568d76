# Figures for the tests of tensors: forward values, reductions and gradients.
import json
import torch
import torch.nn.functional as F

def values(t):
    return t.detach().double().flatten().tolist()

figures = {}
x = torch.linspace(-3, 3, 13)
activations = {
    "relu": F.relu, "relu6": F.relu6, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "elu": F.elu, "selu": F.selu,
    "celu": F.celu, "gelu": F.gelu, "silu": F.silu, "softplus": F.softplus, "hardsigmoid": F.hardsigmoid,
    "hardswish": F.hardswish, "hardtanh": F.hardtanh, "leaky_relu": lambda t: F.leaky_relu(t, 0.1),
    "log_sigmoid": F.logsigmoid, "softmax": lambda t: F.softmax(t, 0), "log_softmax": lambda t: F.log_softmax(t, 0),
    "erf": torch.erf, "logit": lambda t: torch.logit(torch.sigmoid(t)),
}
for name, f in activations.items():
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    (y * y).sum().backward()
    figures["forward." + name] = values(y)
    figures["backward." + name] = values(leaf.grad)

a = torch.arange(12, dtype=torch.float32).reshape(3, 4) / 7 - 0.5
b = torch.arange(8, dtype=torch.float32).reshape(4, 2).cos()
c = torch.tensor([0.5, -1.0, 2.0, 0.25])
figures["matmul"] = values(a @ b)
figures["broadcast"] = values(a * c + a.t().sum(0, keepdim=True).t() / 3 - 1)
figures["sum"] = values(a.sum(0))
figures["mean"] = values(a.mean(1))
figures["std"] = values(a.std(1))
figures["var"] = values(a.var())
figures["prod"] = values(a.prod(1))
figures["norm"] = values(a.norm())
figures["norm1"] = values(a.norm(1))
figures["logsumexp"] = values(a.logsumexp(1))
figures["cumsum"] = values(a.cumsum(1))
figures["max"] = values(a.max(1).values)
figures["argmax"] = values(a.cos().argmax(1))
figures["topk"] = values(a.cos().topk(2, 1).values)
figures["einsum"] = values(torch.einsum("ij,jk->ki", a, b))

w = (torch.arange(6, dtype=torch.float64).reshape(2, 3) / 5).requires_grad_()
v = torch.tensor([0.3, -0.2, 0.7], dtype=torch.float64).requires_grad_()
loss = ((w @ v).tanh() ** 2).sum() + (w.exp() * 0.1).mean()
gw, gv = torch.autograd.grad(loss, [w, v], create_graph=True)
hv, = torch.autograd.grad((gv * gv.detach()).sum(), v)
figures["loss"] = loss.item()
figures["grad.w"] = values(gw)
figures["grad.v"] = values(gv)
figures["hessian.v"] = values(hv)

torch.manual_seed(7)
figures["rand"] = values(torch.rand(5))
figures["randn"] = values(torch.randn(20))
figures["randint"] = values(torch.randint(0, 1000, (6,)))
figures["randperm"] = values(torch.randperm(9))

print(json.dumps(figures))
