# Figures for the tests of layers: outputs and gradients with weights and inputs given by formulas.
import json
import math
import torch
from torch import nn

def numbers(shape, phase=1.0):
    count = math.prod(shape)
    return torch.tensor([math.sin(phase + 0.37 * i) for i in range(count)], dtype=torch.float32).reshape(shape)

def values(t):
    return t.detach().double().flatten().tolist()

def fill(module):
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            parameter.grad = None
            parameter.copy_(0.5 * numbers(parameter.shape, sum(map(ord, name)) % 17))

def outputs(result):
    if isinstance(result, torch.Tensor):
        return [result]
    return [t for part in result if part is not None for t in outputs(part)]

figures = {}

def record(name, module, *inputs, run=None):
    if module is not None:
        fill(module)
    leaves = [t.clone().requires_grad_() if t.is_floating_point() else t for t in inputs]
    results = outputs((run or module)(*leaves))
    loss = sum((t * torch.cos(0.31 * torch.arange(t.numel(), dtype=t.dtype).reshape(t.shape))).sum() for t in results)
    loss.backward()
    figures[name + ".forward"] = [v for t in results for v in values(t)]
    figures[name + ".input"] = [v for t in leaves if t.is_floating_point() for v in values(t.grad)]
    if module is not None:
        for parameter, t in module.named_parameters():
            if t.grad is not None:
                figures[name + "." + parameter] = values(t.grad.to_dense())
        for buffer, t in module.named_buffers():
            figures[name + "." + buffer] = values(t)

flat, line, image, volume = (3, 4), (2, 4, 6), (2, 4, 5, 6), (2, 4, 3, 4, 5)
record("Linear", nn.Linear(4, 3), numbers(flat))
record("Linear without bias", nn.Linear(4, 3, bias=False), numbers(flat))
record("Bilinear", nn.Bilinear(4, 4, 2), numbers(flat), numbers(flat, 2))

record("Conv1d", nn.Conv1d(4, 6, 3, stride=2, padding=1, dilation=1, groups=2), numbers(line))
record("Conv1d same", nn.Conv1d(4, 6, 4, padding="same"), numbers(line))
record("Conv2d", nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 2)), numbers(image))
record("Conv2d reflect", nn.Conv2d(4, 3, 3, padding=1, padding_mode="reflect"), numbers(image))
record("Conv2d circular", nn.Conv2d(4, 3, 3, padding=(2, 1), padding_mode="circular"), numbers(image))
record("Conv2d replicate same", nn.Conv2d(4, 3, (2, 4), padding="same", padding_mode="replicate"), numbers(image))
record("Conv3d", nn.Conv3d(4, 2, 2), numbers(volume))
record("ConvTranspose1d", nn.ConvTranspose1d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2), numbers(line))
record("ConvTranspose2d", nn.ConvTranspose2d(4, 3, (2, 3), stride=2), numbers(image))
record("ConvTranspose3d", nn.ConvTranspose3d(4, 2, 2, stride=2), numbers(volume))

record("BatchNorm1d", nn.BatchNorm1d(4), numbers(flat))
record("BatchNorm2d", nn.BatchNorm2d(4, momentum=0.3), numbers(image))
record("BatchNorm3d", nn.BatchNorm3d(4, affine=False), numbers(volume))
record("BatchNorm2d evaluated", nn.BatchNorm2d(4).eval(), numbers(image))
record("BatchNorm1d without statistics", nn.BatchNorm1d(4, track_running_stats=False).eval(), numbers(line))
record("InstanceNorm1d", nn.InstanceNorm1d(4), numbers(line))
record("InstanceNorm2d", nn.InstanceNorm2d(4, affine=True, track_running_stats=True), numbers(image))
record("InstanceNorm3d", nn.InstanceNorm3d(4), numbers(volume))
record("LayerNorm", nn.LayerNorm(4), numbers(flat))
record("LayerNorm of two dimensions", nn.LayerNorm((5, 6)), numbers(image))
record("GroupNorm", nn.GroupNorm(2, 4), numbers(image))
record("LocalResponseNorm", nn.LocalResponseNorm(3, alpha=0.1, k=2), numbers(image))

activations = {
    "ReLU": nn.ReLU(), "ReLU6": nn.ReLU6(), "LeakyReLU": nn.LeakyReLU(0.2), "PReLU": nn.PReLU(4), "RReLU": nn.RReLU().eval(),
    "ELU": nn.ELU(0.7), "SELU": nn.SELU(), "CELU": nn.CELU(0.7), "Threshold": nn.Threshold(0.1, -3), "GELU": nn.GELU(), "SiLU": nn.SiLU(),
    "Mish": nn.Mish(), "Hardswish": nn.Hardswish(), "Softplus": nn.Softplus(2), "Sigmoid": nn.Sigmoid(), "Tanh": nn.Tanh(),
    "Hardsigmoid": nn.Hardsigmoid(), "Hardtanh": nn.Hardtanh(-0.5, 0.8), "LogSigmoid": nn.LogSigmoid(), "Softsign": nn.Softsign(),
    "Tanhshrink": nn.Tanhshrink(), "Hardshrink": nn.Hardshrink(0.3), "Softshrink": nn.Softshrink(0.3), "Softmax": nn.Softmax(1),
    "LogSoftmax": nn.LogSoftmax(1), "Softmin": nn.Softmin(0), "GLU": nn.GLU(1),
}
for name, module in activations.items():
    record(name, module, 3 * numbers(flat))
record("Softmax2d", nn.Softmax2d(), numbers(image))

record("MaxPool1d", nn.MaxPool1d(3, 2, padding=1), numbers(line))
record("MaxPool2d", nn.MaxPool2d((2, 3), stride=(1, 2), ceil_mode=True), numbers(image))
record("MaxPool3d", nn.MaxPool3d(2), numbers(volume))
pooled = nn.MaxPool2d(2, return_indices=True)
record("MaxUnpool2d", nn.MaxUnpool2d(2), numbers((2, 4, 4, 6)), run=lambda x: nn.functional.max_unpool2d(*pooled(x), 2))
record("AvgPool1d", nn.AvgPool1d(3, 2, 1), numbers(line))
record("AvgPool2d", nn.AvgPool2d(3, 2, 1, count_include_pad=False), numbers(image))
record("AvgPool3d", nn.AvgPool3d((2, 2, 2)), numbers(volume))
record("AdaptiveAvgPool1d", nn.AdaptiveAvgPool1d(4), numbers(line))
record("AdaptiveAvgPool2d", nn.AdaptiveAvgPool2d((2, 3)), numbers(image))
record("AdaptiveAvgPool3d", nn.AdaptiveAvgPool3d(2), numbers(volume))
record("AdaptiveMaxPool1d", nn.AdaptiveMaxPool1d(4), numbers(line))
record("AdaptiveMaxPool2d", nn.AdaptiveMaxPool2d((2, 3)), numbers(image))
record("AdaptiveMaxPool3d", nn.AdaptiveMaxPool3d((1, 2, 2)), numbers(volume))
record("LPPool1d", nn.LPPool1d(2, 2), numbers(line) + 2)
record("LPPool2d", nn.LPPool2d(3, (2, 2)), numbers(image) + 2)

record("Flatten", nn.Flatten(), numbers(image))
record("Unflatten", nn.Unflatten(1, (2, 2)), numbers(line))
record("PixelShuffle", nn.PixelShuffle(2), numbers(image))
record("PixelUnshuffle", nn.PixelUnshuffle(2), numbers((1, 2, 4, 6)))
record("Unfold", nn.Unfold(2), numbers(image))
record("Fold", nn.Fold((3, 3), 2), numbers((2, 4, 4)))
record("Upsample nearest", nn.Upsample(scale_factor=(2.0, 2.0)), numbers(image))
record("Upsample bilinear", nn.Upsample(size=(7, 9), mode="bilinear", align_corners=True), numbers(image))
record("grid_sample", None, numbers(image), 0.8 * numbers((2, 3, 3, 2), 2),
       run=lambda x, grid: nn.functional.grid_sample(x, grid, padding_mode="border", align_corners=True))
record("affine_grid", None, numbers((2, 2, 3)), run=lambda theta: nn.functional.affine_grid(theta, (2, 4, 3, 5), align_corners=False))
record("ReflectionPad2d", nn.ReflectionPad2d((1, 2, 0, 1)), numbers(image))
record("ReplicationPad1d", nn.ReplicationPad1d(2), numbers(line))
record("ConstantPad2d", nn.ConstantPad2d(1, 2.5), numbers(image))
record("ZeroPad2d", nn.ZeroPad2d((0, 1, 2, 3)), numbers(image))
record("CosineSimilarity", nn.CosineSimilarity(), numbers(flat), numbers(flat, 2))
record("PairwiseDistance", nn.PairwiseDistance(), numbers(flat), numbers(flat, 2))

indices = torch.tensor([[1, 4, 2], [0, 1, 1]])
record("Embedding", nn.Embedding(5, 3, padding_idx=2), indices)
record("Embedding sparse", nn.Embedding(5, 3, sparse=True), indices)
record("EmbeddingBag", nn.EmbeddingBag(5, 3, mode="sum"), indices)
record("EmbeddingBag with offsets", nn.EmbeddingBag(5, 3), indices.flatten(), torch.tensor([0, 2, 5]))

steps = (5, 2, 4)
record("RNN", nn.RNN(4, 3), numbers(steps))
record("RNN relu", nn.RNN(4, 3, num_layers=2, nonlinearity="relu", bias=False), numbers(steps))
record("LSTM", nn.LSTM(4, 3, num_layers=2, bidirectional=True), numbers(steps))
record("LSTM batch first", nn.LSTM(4, 3, batch_first=True), numbers((2, 5, 4)))
record("GRU", nn.GRU(4, 3, num_layers=2), numbers(steps))
record("RNNCell", nn.RNNCell(4, 3), numbers(flat), numbers((3, 3), 2))
lstm_cell = nn.LSTMCell(4, 3)
record("LSTMCell", lstm_cell, numbers(flat), numbers((3, 3), 2), numbers((3, 3), 3), run=lambda x, h, c: lstm_cell(x, (h, c)))
record("GRUCell", nn.GRUCell(4, 3), numbers(flat), numbers((3, 3), 2))

attention = nn.MultiheadAttention(4, 2)
record("MultiheadAttention", attention, numbers(steps), run=lambda x: attention(x, x, x))
other = nn.MultiheadAttention(4, 2, add_bias_kv=True, add_zero_attn=True, kdim=3, vdim=3)
padding = torch.tensor([[False, False, True], [False, True, False]])
record("MultiheadAttention of other dimensions", other, numbers(steps), numbers((3, 2, 3), 2), numbers((3, 2, 3), 3),
       run=lambda q, k, v: other(q, k, v, key_padding_mask=padding, attn_mask=torch.triu(torch.ones(5, 3, dtype=torch.bool), 2)))
encoder_layer = nn.TransformerEncoderLayer(4, 2, 8, dropout=0, activation="gelu")
record("TransformerEncoderLayer", encoder_layer, numbers(steps))
causal = torch.triu(torch.full((5, 5), -math.inf), 1)
record("TransformerEncoderLayer masked", encoder_layer, numbers(steps), run=lambda x: encoder_layer(x, causal))
record("TransformerEncoder", nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, dropout=0), 2), numbers(steps))
decoder_layer = nn.TransformerDecoderLayer(4, 2, 8, dropout=0)
record("TransformerDecoderLayer", decoder_layer, numbers(steps), numbers((3, 2, 4), 2))
record("TransformerDecoder", nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 8, dropout=0), 2), numbers(steps), numbers((3, 2, 4), 2))
record("Transformer", nn.Transformer(4, 2, 1, 2, 8, dropout=0), numbers((3, 2, 4), 2), numbers(steps))

print(json.dumps(figures))
