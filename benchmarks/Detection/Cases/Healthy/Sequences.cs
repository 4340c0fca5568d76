using GradGuard.Detection.Models;
using GradGuard.Detection.Problems;
using static GradGuard.Detection.Cases.Optimizers;

namespace GradGuard.Detection.Cases.Healthy;

/// <summary>Recurrent networks, Transformers and embeddings.</summary>
internal static class Sequences
{
    private static readonly Recipe Drift = new() { Problem = Series.Drift, Model = () => new Recurrent(Cell.Lstm, 1, 16, 2), Optimizer = Adam(1e-2), Clip = 1, Steps = 120 };

    private static readonly Recipe Copy = new() { Problem = Series.Copy, Model = () => new Attention(2, Series.Vocabulary, everyStep: true), Optimizer = Adam(5e-3), Clip = 1, Steps = 120 };

    private static readonly Recipe Majority = new() { Problem = Series.Majority, Model = () => new WordBag(), Optimizer = Adam(1e-2), Steps = 120 };

    public static HealthyCase Lstm { get; } = new("LSTM classifies drifts, clipped", "LSTM", Drift);

    public static HealthyCase Rnn { get; } = new("RNN predicts a wave, clipped", "RNN", Drift with { Problem = Series.Wave, Model = () => new Recurrent(Cell.Rnn, 1, 16, 1), Optimizer = Adam(5e-3) });

    public static HealthyCase Transformer { get; } = new("Transformer copies tokens", "Transformer", Copy);

    public static HealthyCase DeepLstm { get; } = new("LSTM of 3 layers predicts a wave", "LSTM", Drift with { Problem = Series.Wave, Model = () => new Recurrent(Cell.Lstm, 1, 16, 1, layers: 3) });

    public static IEnumerable<HealthyCase> All =>
    [
        Lstm, Rnn, Transformer, DeepLstm,
        new("GRU of 4 layers predicts a wave, not clipped", "GRU", Drift with { Problem = Series.Wave, Model = () => new Recurrent(Cell.Gru, 1, 16, 1, layers: 4), Clip = null }),
        new("Transformer, weights of 0.02, AdamW, warm-up", "Transformer", Copy with { Prepare = Initialization.Normal(0.02), Optimizer = AdamW(1e-2), Schedule = WarmUp(20) }),
        new("LSTM on the adding problem", "LSTM", Drift with { Problem = Series.Adding, Model = () => new Recurrent(Cell.Lstm, 2, 24, 1) }),
        new("LSTM of two layers, SGD, clipped at 0.5", "LSTM", Drift with { Model = () => new Recurrent(Cell.Lstm, 1, 16, 2, layers: 2), Optimizer = Sgd(0.5, 0.9), Clip = 0.5, Steps = 200 }),
        new("GRU classifies drifts, not clipped", "GRU", Drift with { Model = () => new Recurrent(Cell.Gru, 1, 16, 2), Clip = null }),
        new("GRU labels every token, RMSprop", "GRU", Drift with { Problem = Series.Wave, Model = () => new Recurrent(Cell.Gru, 1, 16, 1), Optimizer = RmsProp(3e-3) }),
        new("RNN classifies drifts, SGD", "RNN", Drift with { Model = () => new Recurrent(Cell.Rnn, 1, 16, 2), Optimizer = Sgd(0.1) }),
        new("RNN of two layers, Adam, batches of 8", "RNN", Drift with { Model = () => new Recurrent(Cell.Rnn, 1, 16, 2, layers: 2), Optimizer = Adam(3e-3), BatchSize = 8 }),
        new("Transformer classifies, warm-up, AdamW", "Transformer", Copy with { Problem = Series.Majority, Model = () => new Attention(2, 2, everyStep: false), Optimizer = AdamW(5e-3), Schedule = WarmUp(40) }),
        new("post-norm Transformer with dropout, warm-up", "Transformer", Copy with { Problem = Series.Majority, Model = () => new Attention(2, 2, everyStep: false, isPostNorm: true), Optimizer = Adam(3e-3), Schedule = WarmUp(40) }),
        new("Transformer, SGD with momentum", "Transformer", Copy with { Problem = Series.Majority, Model = () => new Attention(2, 2, everyStep: false), Optimizer = Sgd(0.1, 0.9) }),
        new("Transformer, zero_grad before backward, batches of 128", "Transformer", Copy with { Zeroing = Zeroing.BeforeBackward, BatchSize = 128 }),
        new("LSTM, zero_grad before backward, batches of 128, SGD", "LSTM", Drift with { Zeroing = Zeroing.BeforeBackward, BatchSize = 128, Optimizer = Sgd(0.3, 0.9) }),
        new("bag of words", "embedding", Majority),
        new("bag of words, 1000 rows of which few occur", "embedding", Majority with { Model = () => new WordBag(1000), BatchSize = 8 }),
        new("bag of words, SGD 1", "embedding", Majority with { Optimizer = Sgd(1) }),
    ];
}
