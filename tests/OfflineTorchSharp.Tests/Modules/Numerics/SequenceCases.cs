using TorchSharp;
using static GradGuard.OfflineTorchSharp.Tests.Modules.Numerics.Formulas;
using static GradGuard.OfflineTorchSharp.Tests.Modules.Numerics.LayerCase;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.OfflineTorchSharp.Tests.Modules.Numerics;

/// <summary>Embeddings, recurrent layers and attention, under the names of Peer/layers.py.</summary>
internal static class SequenceCases
{
    private static readonly long[] States = [3, 3];
    private static readonly long[] Memory = [3, 2, 4];

    public static readonly Dictionary<string, LayerCase> All = new()
    {
        ["Embedding"] = Of(() => Embedding(5, 3, padding_idx: 2), (layer, x) => [layer.call(x[0])], Indices()),
        ["Embedding sparse"] = Of(() => Embedding(5, 3, sparse: true), (layer, x) => [layer.call(x[0])], Indices()),
        ["EmbeddingBag"] = Of(() => EmbeddingBag(5, 3, mode: EmbeddingBagMode.Sum), (layer, x) => [layer.call(x[0])], Indices()),
        ["EmbeddingBag with offsets"] =
            Of(() => EmbeddingBag(5, 3), (layer, x) => [layer.call(x[0], x[1])], Indices().flatten(), tensor(new[] { 0L, 2, 5 })),

        ["RNN"] = Of(() => RNN(4, 3), (layer, x) => Two(layer.call(x[0])), Numbers(Steps)),
        ["RNN relu"] = Of(
            () => RNN(4, 3, numLayers: 2, nonLinearity: NonLinearities.ReLU, bias: false), (layer, x) => Two(layer.call(x[0])), Numbers(Steps)),
        ["LSTM"] = Of(() => LSTM(4, 3, numLayers: 2, bidirectional: true), (layer, x) => Three(layer.call(x[0])), Numbers(Steps)),
        ["LSTM batch first"] = Of(() => LSTM(4, 3, batchFirst: true), (layer, x) => Three(layer.call(x[0])), Numbers([2, 5, 4])),
        ["GRU"] = Of(() => GRU(4, 3, numLayers: 2), (layer, x) => Two(layer.call(x[0])), Numbers(Steps)),
        ["RNNCell"] = Of(() => RNNCell(4, 3), (layer, x) => [layer.call(x[0], x[1])], Numbers(Flat), Numbers(States, 2)),
        ["LSTMCell"] = Of(() => LSTMCell(4, 3), (layer, x) => Two(layer.call(x[0], (x[1], x[2]))), Numbers(Flat), Numbers(States, 2), Numbers(States, 3)),
        ["GRUCell"] = Of(() => GRUCell(4, 3), (layer, x) => [layer.call(x[0], x[1])], Numbers(Flat), Numbers(States, 2)),

        ["MultiheadAttention"] = Of(() => MultiheadAttention(4, 2), (layer, x) => Both(layer.call(x[0], x[0], x[0])), Numbers(Steps)),
        ["MultiheadAttention of other dimensions"] = Of(
            () => MultiheadAttention(4, 2, add_bias_kv: true, add_zero_attn: true, kdim: 3, vdim: 3),
            (layer, x) => Both(layer.call(x[0], x[1], x[2], key_padding_mask: Padded(), attn_mask: Upper())),
            Numbers(Steps),
            Numbers([3, 2, 3], 2),
            Numbers([3, 2, 3], 3)),
        ["TransformerEncoderLayer"] = Of(() => TransformerEncoderLayer(4, 2, 8, 0, Activations.GELU), (layer, x) => [layer.call(x[0])], Numbers(Steps)),
        ["TransformerEncoderLayer masked"] =
            Of(() => TransformerEncoderLayer(4, 2, 8, 0, Activations.GELU), (layer, x) => [layer.call(x[0], Causal())], Numbers(Steps)),
        ["TransformerEncoder"] = Of(
            () => TransformerEncoder(TransformerEncoderLayer(4, 2, 8, 0), 2), (layer, x) => [layer.call(x[0])], Numbers(Steps)),
        ["TransformerDecoderLayer"] =
            Of(() => TransformerDecoderLayer(4, 2, 8, 0), (layer, x) => [layer.call(x[0], x[1])], Numbers(Steps), Numbers(Memory, 2)),
        ["TransformerDecoder"] = Of(
            () => TransformerDecoder(TransformerDecoderLayer(4, 2, 8, 0), 2), (layer, x) => [layer.call(x[0], x[1])], Numbers(Steps), Numbers(Memory, 2)),
        ["Transformer"] = Of(() => Transformer(4, 2, 1, 2, 8, 0), (layer, x) => [layer.call(x[0], x[1])], Numbers(Memory, 2), Numbers(Steps)),
    };

    private static Tensor Indices() => tensor(new[] { 1L, 4, 2, 0, 1, 1 }).reshape(2, 3);

    private static Tensor Padded() => tensor(new[] { false, false, true, false, true, false }).reshape(2, 3);

    private static Tensor Upper() => ones(5, 3).triu(2).to(ScalarType.Bool);

    private static Tensor Causal() => full(5, 5, float.NegativeInfinity).triu(1);

    private static Tensor[] Two((Tensor, Tensor) results) => [results.Item1, results.Item2];

    private static Tensor[] Three((Tensor, Tensor, Tensor) results) => [results.Item1, results.Item2, results.Item3];

    private static Tensor[] Both(Tuple<Tensor, Tensor> results) => [results.Item1, results.Item2];
}
