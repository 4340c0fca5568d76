using System.Collections.Immutable;
using System.Runtime.InteropServices;
using GradGuard.Layers;
using static TorchSharp.torch;

namespace GradGuard.Activations;

/// <summary>
/// Forward hooks on a model's activations and weight layers. They stay on, since changing hooks while another thread runs the model
/// would break that thread, and return at once unless the step is one to measure. Hooks run only through <c>call</c>.
/// </summary>
internal sealed class ActivationMeter : IDisposable
{
    // The first step may be a warm-up of something else; in the second a hook that has not run is not going to.
    private const int StepsUntilSilenceIsSure = 2;

    private readonly object _gate = new();
    private readonly List<ActivationProbe> _probes = [];
    private readonly List<Action> _removals = [];
    private readonly List<nn.Module> _leaves = [];
    private readonly bool _treatCpuAsDevice;
    private volatile bool _isArmed;
    private string _layerBefore = "";
    private bool _hasChannels;
    private int _calls;
    private int _lastWeightCall;
    private int _stepsMeasured;

    /// <param name="model">The model to hook.</param>
    /// <param name="watches">Whether the module of a path is to be measured.</param>
    /// <param name="budget">The most modules to measure, from 1: the first ones in order of registration.</param>
    /// <param name="treatCpuAsDevice">Whether outputs on the CPU take the way of other devices.</param>
    public ActivationMeter(nn.Module model, Predicate<string> watches, int budget, bool treatCpuAsDevice = false)
    {
        _treatCpuAsDevice = treatCpuAsDevice;
        var hooked = new HashSet<nn.Module>(ReferenceEqualityComparer.Instance);
        var timesSeen = new Dictionary<string, int>();
        foreach (var (name, module) in Leaves(model))
        {
            // A Sequential keeps two entries of one name.
            var times = timesSeen[name] = timesSeen.GetValueOrDefault(name) + 1;
            var path = ParameterPath.WithoutBackingFields(name) + (times > 1 ? $"#{times}" : "");
            _leaves.Add(module);
            if (watches(path) && hooked.Add(module))
                Hook(module, path, budget);
        }
    }

    /// <summary>What went wrong inside a hook, where it must not be thrown; measuring has stopped then.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Whether the running step is measured.</summary>
    public bool IsArmed => _isArmed;

    /// <summary>Whether the hooks are on all that they should be on.</summary>
    public bool Hooks(nn.Module model) => Leaves(model).Select(leaf => leaf.Module).SequenceEqual(_leaves);

    /// <summary>Measures what runs from now on, until <see cref="Collect"/>.</summary>
    public void Arm()
    {
        lock (_gate)
        {
            if (Fault is not null)
                return;

            _layerBefore = "";
            _calls = _lastWeightCall = 0;
            _isArmed = true;
        }
    }

    /// <summary>Leaves out what runs until <see cref="Resume"/>; tells whether there was something to leave out.</summary>
    public bool Pause()
    {
        var wasArmed = _isArmed;
        _isArmed = false;
        return wasArmed;
    }

    /// <summary>Goes on after <see cref="Pause"/>, which returned <paramref name="wasArmed"/>.</summary>
    public void Resume(bool wasArmed) => _isArmed = wasArmed;

    /// <summary>Ends the measurement: all numbers travel to the host in one copy. Modules that did not run are not in the result.</summary>
    public ImmutableArray<ActivationStatistics> Collect()
    {
        lock (_gate)
        {
            _isArmed = false;
            _stepsMeasured++;
            var pending = _probes.Where(probe => probe.IsPending).OrderBy(probe => probe.Order).ToList();
            var values = ToHost(pending);
            var statistics = ImmutableArray.CreateBuilder<ActivationStatistics>(pending.Count);
            var rest = values.AsSpan();
            foreach (var probe in pending)
            {
                var sums = probe.OnDevice.Sums is null ? 0 : ActivationProbe.SumCount;
                var units = (int)(probe.OnDevice.Largest?.NumberOfElements ?? 0);
                statistics.Add(probe.Conclude(rest[..sums], rest.Slice(sums, units), probe.Order > _lastWeightCall));
                rest = rest[(sums + units)..];
            }

            return statistics.MoveToImmutable();
        }
    }

    /// <summary>Paths of modules whose hook has never run though several steps were measured.</summary>
    public IReadOnlyList<string> SilentPaths()
    {
        lock (_gate)
            return _stepsMeasured < StepsUntilSilenceIsSure ? [] : [.. _probes.Where(probe => !probe.HasRun).Select(probe => probe.Path)];
    }

    public void Dispose()
    {
        _isArmed = false;
        foreach (var remove in _removals)
            remove();

        _removals.Clear();
        lock (_gate)
            _probes.ForEach(probe => probe.Dispose());
    }

    private static IEnumerable<(string Name, nn.Module<Tensor, Tensor> Module)> Leaves(nn.Module model)
    {
        // A model that is itself one layer has no modules below it.
        if (model is nn.Module<Tensor, Tensor> single && !model.named_children().Any())
            yield return (single.GetType().Name, single);

        foreach (var (name, module) in model.named_modules())
            if (module is nn.Module<Tensor, Tensor> leaf && !module.named_children().Any())
                yield return (name, leaf);
    }

    private void Hook(nn.Module<Tensor, Tensor> module, string path, int budget)
    {
        // Native composites have dotted parameters instead of children, and calls of several arguments that pass hooks by.
        if (module.named_parameters().Any(parameter => parameter.Item1.Contains('.')))
            return;

        var shape = ActivationShape.Of(module);
        var isWeight = module.parameters().Any(parameter => parameter.ndim >= 2);
        var isNorm = !isWeight && module.parameters().Any();
        if (_probes.Count >= budget || (shape is null && !isWeight && !isNorm))
            return;

        var type = module.GetType().Name;
        var probe = new ActivationProbe(path, type, shape, _treatCpuAsDevice);
        var hasChannels = type.StartsWith("Conv", StringComparison.Ordinal);
        _probes.Add(probe);
        _removals.Add(module.register_forward_hook((_, _, output) =>
        {
            if (_isArmed)
                Observe(probe, output, isWeight, hasChannels);

            return null!;
        }).remove);
    }

    private void Observe(ActivationProbe probe, Tensor output, bool isWeight, bool hasChannels)
    {
        lock (_gate)
        {
            probe.HasRun = true;
            if (!_isArmed || !is_grad_enabled())
                return;

            try
            {
                probe.Order = ++_calls;
                if (isWeight)
                    (_layerBefore, _hasChannels, _lastWeightCall) = (probe.Path, hasChannels, _calls);
                else
                    probe.LayerBefore = _layerBefore;

                // Units stand behind the batch after a convolution and last after anything else.
                probe.Observe(output, _hasChannels ? 1 : (int)output.ndim - 1);
            }
            catch (Exception exception)
            {
                Fault = exception;
                _isArmed = false;
            }
        }
    }

    private static double[] ToHost(List<ActivationProbe> probes)
    {
        var tensors = probes.SelectMany(probe => new[] { probe.OnDevice.Sums, probe.OnDevice.Largest }).OfType<Tensor>().ToList();
        if (tensors.Count == 0)
            return [];

        using var scope = NewDisposeScope();
        var device = tensors[0].device;
        var whole = cat([.. tensors.Select(tensor => tensor.to(device))]).cpu().to_type(ScalarType.Float64);
        return MemoryMarshal.Cast<byte, double>(whole.bytes).ToArray();
    }
}
