using GradGuard.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Deep;

/// <summary>One forward pass and a few backward passes of a fresh model, by <c>autograd.grad</c>, so that no <c>grad</c> is touched.</summary>
internal sealed class InitialFlowMeasurement
{
    // Each projection estimates a squared norm with a relative error of √2 at worst; their mean over the batch and these is good to a few percent.
    private const int Projections = 8;
    private const ulong Seed = 1;

    private readonly ModelParameters _parameters;
    private readonly LayerCatalog _catalog;
    private readonly List<(string Path, Tensor Output)> _calls;
    private readonly Dictionary<string, double> _jacobians = [];
    private readonly double[] _squares;
    private readonly bool[] _hasGradient;

    private InitialFlowMeasurement(ModelParameters parameters, LayerCatalog catalog, List<(string Path, Tensor Output)> calls)
    {
        _parameters = parameters;
        _catalog = catalog;
        _calls = calls;
        _squares = new double[catalog.Parameters.Length];
        _hasGradient = new bool[catalog.Parameters.Length];
    }

    public static InitialFlow Run(nn.Module model, Func<Tensor> forward, Func<Tensor, Tensor>? loss)
    {
        using var undisturbed = new UndisturbedModel(model);
        using var scope = NewDisposeScope();
        using var grad = enable_grad();
        var parameters = ModelParameters.Of(model);
        if (parameters.Watched.IsEmpty)
            throw new InvalidOperationException($"{parameters.RootType} has no trainable parameters. Call RegisterComponents() at the end of its constructor, after all layers are assigned.");

        var registered = LayerCatalog.Build(parameters.Entries, parameters.RootType, parameters.Entries.Count);
        using var order = new ExecutionOrder(model, registered.Layers.Select(layer => layer.Path));
        using var outputs = new LayerOutputs(model, registered.Layers.Select(layer => layer.Path));
        var output = forward();
        if (!output.requires_grad)
            throw new InvalidOperationException("The output depends on no trainable parameter: look for no_grad, detach or item in forward (GG0602).");

        var catalog = LayerCatalog.Build(parameters.Entries, parameters.RootType, parameters.Entries.Count, order.Seen);
        var measurement = new InitialFlowMeasurement(parameters, catalog, outputs.Calls);
        measurement.Project(output, withGradients: loss is null);
        if (loss is not null)
            measurement.Differentiate(loss(output));

        return measurement.Conclude(hasLoss: loss is not null);
    }

    private void Project(Tensor output, bool withGradients)
    {
        using var generator = new Generator(Seed);
        var samples = output.ndim == 0 ? 1 : output.shape[0];
        Parameter[] weights = withGradients ? [.. _parameters.Watched] : [];
        if (weights.Length + _calls.Count == 0)
            return;

        for (var i = 0; i < Projections; i++)
        {
            using var scope = NewDisposeScope();
            var direction = randn(output.shape, ScalarType.Float32, generator: generator).to(output.dtype, output.device);
            var gradients = autograd.grad([output], [.. weights, .. _calls.Select(call => call.Output)], [direction], retain_graph: true, allow_unused: true);
            for (var parameter = 0; parameter < weights.Length; parameter++)
                Add(parameter, gradients[parameter], 1.0 / (samples * Projections));

            for (var call = 0; call < _calls.Count; call++)
                if (SquaredNorm(gradients[weights.Length + call]) is { } square)
                    _jacobians[_calls[call].Path] = _jacobians.GetValueOrDefault(_calls[call].Path) + (square / (samples * Projections));
        }
    }

    private void Differentiate(Tensor loss)
    {
        Parameter[] weights = [.. _parameters.Watched];
        var gradients = autograd.grad([loss], weights, allow_unused: true);
        for (var parameter = 0; parameter < weights.Length; parameter++)
            Add(parameter, gradients[parameter], 1);
    }

    private void Add(int parameter, Tensor? gradient, double factor)
    {
        if (SquaredNorm(gradient) is not { } square)
            return;

        _hasGradient[parameter] = true;
        _squares[parameter] += factor * square;
    }

    private InitialFlow Conclude(bool hasLoss)
    {
        var flows = new List<InitialLayerFlow>();
        for (var layer = 0; layer < _catalog.Layers.Length; layer++)
        {
            var weights = Enumerable.Range(0, _squares.Length).Where(i => _catalog.LayerOfParameter[i] == layer && _catalog.Parameters[i].IsWeight).ToList();
            if (weights.Count == 0)
                continue;

            var (path, type) = (_catalog.Layers[layer].Path, _catalog.Layers[layer].ModuleType);
            var largest = weights.MaxBy(i => _catalog.Parameters[i].ElementCount);
            flows.Add(new InitialLayerFlow(
                path,
                type,
                weights.Any(i => _hasGradient[i]) ? Math.Sqrt(weights.Sum(i => _squares[i])) : null,
                _jacobians.TryGetValue(path, out var square) ? Math.Sqrt(square) : null,
                SpectralNorm.Of(_parameters.Watched[largest])));
        }

        return new InitialFlow(_parameters.RootType, [.. flows], hasLoss);
    }

    private static double? SquaredNorm(Tensor? gradient)
    {
        if (gradient is null || gradient.IsInvalid)
            return null;

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var dense = gradient.is_sparse ? gradient.to_dense() : gradient;
        return dense.to_type(ScalarType.Float64).square().sum().cpu().ToDouble();
    }
}
