using System.Collections.Immutable;
using GradGuard.Layers;
using GradGuard.RunLog;

namespace GradGuard.Reports.History;

/// <summary>
/// A run in memory that does not grow with it: what a report is made of. A live guard and a run log feed the same numbers in.
/// Layers that the model no longer has stand behind those that it has.
/// </summary>
internal sealed partial class RunHistory
{
    private const int ClipRow = 1;

    private LayerCatalog? _catalog;
    private double[] _scratch = [];
    private double _monitorSeconds;
    private long _lastStep;

    public ImmutableArray<LayerRecord> Layers { get; private set; } = [];

    public LayerHistory Norms { get; private set; } = new();

    public LayerHistory Updates { get; private set; } = new();

    /// <summary>The global norm before clipping, as the only row, for its quantiles.</summary>
    public LayerHistory GlobalNorm { get; private set; } = WithOneRow();

    public EnvelopeSeries Loss { get; private set; } = new();

    public EnvelopeSeries NormPreClip { get; private set; } = new();

    public EnvelopeSeries NormPostClip { get; private set; } = new();

    public EnvelopeSeries ClipThreshold { get; private set; } = new();

    public EnvelopeSeries FlowRatio { get; private set; } = new();

    /// <summary>Seconds of the monitor's own, a step.</summary>
    public EnvelopeSeries StepCost { get; private set; } = new();

    /// <summary>Gradient norms at the first step that measured layers, at its step; negative where absent.</summary>
    public (long Step, double[] Norms) First { get; private set; } = (0, []);

    /// <summary>Gradient norms at the latest step that measured layers.</summary>
    public (long Step, double[] Norms) Last { get; private set; } = (0, []);

    public long[] NonFinite { get; private set; } = [];

    public InitialNorms InitialNorms { get; private set; } = new();

    public ActivationHistory Activations { get; private set; } = new();

    public DeepHistory Deep { get; private set; } = new();

    public long SampledSteps { get; private set; }

    public long ClippedSteps { get; private set; }

    public long ClipRequests { get; private set; }

    public long LastStep => _lastStep;

    public double MonitorSeconds => _monitorSeconds;

    public double Elapsed { get; private set; }

    /// <summary>The layers from here on; those known before keep their numbers.</summary>
    public void SetLayers(ImmutableArray<LayerRecord> layers)
    {
        if (layers.SequenceEqual(Layers))
            return;

        var indexOf = new Dictionary<string, int>();
        for (var i = 0; i < layers.Length; i++)
            indexOf.TryAdd(layers[i].Path, i);

        var all = layers.ToBuilder();
        var newIndex = new int[Layers.Length];
        for (var i = 0; i < Layers.Length; i++)
        {
            if (!indexOf.Remove(Layers[i].Path, out newIndex[i]))
            {
                newIndex[i] = all.Count;
                all.Add(Layers[i]);
            }
        }

        Norms.Rearrange(newIndex, all.Count);
        Updates.Rearrange(newIndex, all.Count);
        First = (First.Step, Moved(First.Norms, newIndex, all.Count));
        Last = (Last.Step, Moved(Last.Norms, newIndex, all.Count));
        var nonFinite = new long[all.Count];
        for (var i = 0; i < newIndex.Length; i++)
            nonFinite[newIndex[i]] = NonFinite[i];

        NonFinite = nonFinite;
        InitialNorms.Rearrange(newIndex, all.Count);
        Layers = all.ToImmutable();
        _scratch = new double[all.Count];
    }

    /// <summary>The history as it is now, for a report that outlives further steps.</summary>
    public RunHistory Copy()
    {
        var copy = (RunHistory)MemberwiseClone();
        (copy.Norms, copy.Updates, copy.GlobalNorm, copy.InitialNorms) = (Norms.Copy(), Updates.Copy(), GlobalNorm.Copy(), InitialNorms.Copy());
        (copy.Loss, copy.NormPreClip, copy.NormPostClip) = (Loss.Copy(), NormPreClip.Copy(), NormPostClip.Copy());
        (copy.ClipThreshold, copy.FlowRatio, copy.StepCost) = (ClipThreshold.Copy(), FlowRatio.Copy(), StepCost.Copy());
        (copy.Activations, copy.Deep) = (Activations.Copy(), Deep.Copy());
        (copy.NonFinite, copy._scratch) = ([.. NonFinite], [.. _scratch]);
        (copy.First, copy.Last) = ((First.Step, [.. First.Norms]), (Last.Step, [.. Last.Norms]));
        return copy;
    }

    private static double[] WithAbsent(ReadOnlySpan<double> values, int count)
    {
        var padded = new double[count];
        Array.Fill(padded, LayerHistory.Absent);
        values.CopyTo(padded);
        return padded;
    }

    private static double[] Moved(double[] values, int[] newIndex, int count)
    {
        if (values.Length == 0)
            return values;

        var moved = WithAbsent([], count);
        for (var i = 0; i < newIndex.Length; i++)
            moved[newIndex[i]] = values[i];

        return moved;
    }

    private static LayerHistory WithOneRow()
    {
        var history = new LayerHistory();
        history.Rearrange([], ClipRow);
        return history;
    }
}
