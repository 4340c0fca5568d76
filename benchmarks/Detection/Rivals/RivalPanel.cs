using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Rivals;

/// <summary>All rivals over one run. They look at every tenth step, as their own defaults look once an epoch or every 500 steps.</summary>
internal sealed class RivalPanel(Module model)
{
    private const int Every = 10;

    private readonly IRival[] _rivals = [new AutoTrainer(), new SageMakerDebugger(), new DeepDiagnosis(), new TheDeepChecker()];
    private readonly Dictionary<string, List<long>> _alarms = [];
    private Dictionary<string, float[]> _before = [];

    /// <summary>Names of the rivals.</summary>
    public static IReadOnlyList<string> Names { get; } = [AutoTrainer.Title, SageMakerDebugger.Title, DeepDiagnosis.Title, TheDeepChecker.Title];

    public IReadOnlyDictionary<string, IReadOnlyList<long>> Alarms =>
        _rivals.ToDictionary(rival => rival.Name, rival => (IReadOnlyList<long>)(_alarms.GetValueOrDefault(rival.Name) ?? []));

    public void BeginStep(int step)
    {
        if (step % Every == 0)
            _before = Trainable().ToDictionary(entry => entry.Name, entry => Values(entry.Parameter));
    }

    public void EndStep(int step, double loss)
    {
        if (step % Every != 0)
            return;

        var observation = new Observation(loss, [.. Trainable().Select(entry => Observe(entry.Parameter, _before[entry.Name])).OfType<ParameterObservation>()]);
        foreach (var rival in _rivals)
            if (rival.Alarms(observation))
                (_alarms.TryGetValue(rival.Name, out var steps) ? steps : _alarms[rival.Name] = []).Add(step);
    }

    private IEnumerable<(string Name, Parameter Parameter)> Trainable() =>
        model.named_parameters().Where(entry => entry.parameter.requires_grad).Select(entry => (entry.name, entry.parameter));

    private static ParameterObservation? Observe(Parameter parameter, float[] before)
    {
        using var tensor = parameter.grad;
        if (tensor is null)
            return null;

        var gradient = Values(tensor);
        var now = Values(parameter);
        double squares = 0, magnitudes = 0, updateSquares = 0, updates = 0, weightSquares = 0, weights = 0, sum = 0;
        var zeros = 0;
        var isFinite = true;
        var isUnchanged = true;
        for (var i = 0; i < now.Length; i++)
        {
            squares += (double)gradient[i] * gradient[i];
            magnitudes += Math.Abs(gradient[i]);
            zeros += gradient[i] == 0 ? 1 : 0;
            var update = (double)now[i] - before[i];
            updateSquares += update * update;
            updates += Math.Abs(update);
            weightSquares += (double)now[i] * now[i];
            weights += Math.Abs(now[i]);
            sum += now[i];
            isFinite &= float.IsFinite(gradient[i]) && float.IsFinite(now[i]);
            isUnchanged &= Math.Abs(update) <= 1e-8 + (1e-5 * Math.Abs(now[i]));
        }

        var mean = sum / now.Length;
        return new ParameterObservation(
            parameter.ndim >= 2, Math.Sqrt(squares), magnitudes / now.Length, (double)zeros / now.Length, isFinite,
            Math.Sqrt(updateSquares) / (Math.Sqrt(weightSquares) + 1e-9), updates / (weights + 1e-9), (weightSquares / now.Length) - (mean * mean), isUnchanged);
    }

    private static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
