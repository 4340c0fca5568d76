using System.Collections.Immutable;
using GradGuard.Activations;
using GradGuard.Invariants;
using GradGuard.Layers;
using GradGuard.Reading;
using GradGuard.RunLog;
using GradGuard.Snapshots;
using GradGuard.Updates;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Guarding;

/// <summary>
/// The model under watch: its parameters, how they group into layers, and the buffers their statistics go to. Notices when parameters
/// were replaced (a move to another device or type), frozen, unfrozen or added.
/// </summary>
internal sealed class WatchedModel : IDisposable
{
    // TorchSharp tells nobody when a module is added, so the model is enumerated anew now and then: often enough that little is
    // missed, seldom enough that the cost vanishes.
    private const long StepsBetweenChecks = 128;

    private readonly nn.Module _model;
    private readonly GradientGuardOptions _options;
    private readonly LayerFilter _filter;
    private readonly GradientPass _gradients;
    private readonly AbandonedGradients _abandoned = new();
    private ModelParameters _parameters;
    private ExecutionOrder? _order;
    private IReadOnlyList<string>? _seenOrder;
    private bool _mayLookEarly = true;
    private long _steps;

    public WatchedModel(nn.Module model, GradientGuardOptions options)
    {
        _model = model;
        Invariants = new InvariantChecks(model);
        _options = options;
        _filter = new LayerFilter(options.IncludeLayers, options.ExcludeLayers);
        _gradients = new GradientPass { TreatCpuAsDevice = options.TreatCpuAsDevice };
        _parameters = ModelParameters.Of(model, _filter);
        Catalog = BuildCatalog();
        Allocate();
        _order = new ExecutionOrder(model, Catalog.Layers.Select(layer => layer.Path));
    }

    public LayerCatalog Catalog { get; private set; }

    public SnapshotExchange Snapshots { get; private set; }

    public RecentNorms RecentNorms { get; private set; }

    public UpdateMeter Updates { get; private set; }

    public InvariantChecks Invariants { get; }

    /// <summary>The extended tier; it measures nothing where the options turn it off.</summary>
    public ExtendedTier Extended { get; private set; }

    /// <summary>The parameters under watch, parallel to the catalogue's.</summary>
    public ReadOnlySpan<Parameter> Parameters => _parameters.Watched;

    /// <summary>Whether a filter leaves out everything that there is.</summary>
    public bool IsAllFilteredOut => _parameters.Watched.IsEmpty && !_parameters.All.IsEmpty;

    public string ModelType => _parameters.RootType;

    /// <summary>The model's modules as they are now, with their types.</summary>
    public ImmutableArray<ModuleRecord> Modules => ModuleRecord.Of(_model);

    /// <summary>The gradients that <see cref="Measure"/> read, until <see cref="CloseGradients"/>.</summary>
    public GradientPass Gradients => _gradients;

    /// <summary>Reads all gradients into a fresh snapshot, which is not published yet, and holds them.</summary>
    public StepSnapshot Measure()
    {
        if (_order is not null)
            SettleOrder();
        else if (_parameters.IsStale)
            Replace();
        else if (_steps % StepsBetweenChecks == 0)
            LookAgain();

        _steps++;
        var snapshot = Read();
        var looksReplaced = _abandoned.Suspects(snapshot) && _mayLookEarly;
        if (!looksReplaced && (snapshot.MissingCount == 0 || !IsAnyFrozen(snapshot)))
            return snapshot;

        // A model may well leave a layer out now and then, so suspicion is followed once between two regular looks.
        _mayLookEarly &= !looksReplaced;
        var before = _parameters;
        Replace();
        return _parameters.IsSameAs(before) ? snapshot : Read();
    }

    /// <summary>Multiplies all gradients that are held.</summary>
    public void ScaleGradients(double factor)
    {
        _gradients.Multiply(factor);
        _abandoned.Scale(factor);
    }

    /// <summary>Looks for parameters that were replaced since, between two steps.</summary>
    public void Refresh()
    {
        if (_parameters.IsStale)
            Replace();
    }

    /// <summary>Lets go of the gradients; without effect when none are held.</summary>
    public void CloseGradients() => _gradients.Close();

    public void Dispose()
    {
        _order?.Dispose();
        Updates.Dispose();
        Extended.Dispose();
        Invariants.Dispose();
    }

    private StepSnapshot Read()
    {
        var snapshot = Snapshots.Rent();
        _gradients.Close();
        _gradients.Open(_parameters.All);
        _gradients.Measure(snapshot);
        Invariants.BeforeClipping(_parameters.Watched, snapshot);
        Extended.ReadExponents(_gradients, snapshot);
        return snapshot;
    }

    private bool IsAnyFrozen(StepSnapshot snapshot)
    {
        for (var i = 0; i < snapshot.States.Length; i++)
            if (snapshot.States[i] == GradientState.Missing && !_parameters.Watched[i].requires_grad)
                return true;

        return false;
    }

    // By the first measurement the model has run once: the hooks have seen what they will see.
    private void SettleOrder()
    {
        _seenOrder = _order!.Seen;
        _order.Dispose();
        _order = null;
        Enumerate();
    }

    private void LookAgain()
    {
        _mayLookEarly = true;
        if (!IsUnchanged())
            Enumerate();
    }

    // The difference between one parameter and another is no update.
    private void Replace()
    {
        if (IsUnchanged())
            return;

        var before = _parameters;
        Enumerate();
        if (!_parameters.IsSameAs(before))
            Updates.Forget();
    }

    // What is disposed is told by enumerating anew.
    private bool IsUnchanged() => !_parameters.IsStale && _parameters.AreStillOf(_model);

    private void Enumerate()
    {
        var unwatched = _parameters.All.Length - _parameters.Watched.Length;
        _parameters = EnumerateLiving();
        var catalog = BuildCatalog();
        if (catalog.Layers.Length == Catalog.Layers.Length && catalog.Parameters.SequenceEqual(Catalog.Parameters)
            && catalog.LayerOfParameter.SequenceEqual(Catalog.LayerOfParameter)
            && unwatched == _parameters.All.Length - _parameters.Watched.Length)
            return;

        Catalog = catalog;
        Allocate();
    }

    // A disposed model still lists its parameters, or fails on the first of them.
    private ModelParameters EnumerateLiving()
    {
        try
        {
            var parameters = ModelParameters.Of(_model, _filter);
            if (!parameters.All.IsEmpty || !_parameters.IsStale)
                return parameters;
        }
        catch (InvalidOperationException) when (_parameters.IsStale)
        {
        }

        throw new ObjectDisposedException(_parameters.RootType);
    }

    private LayerCatalog BuildCatalog() => LayerCatalog.Build(_parameters.Entries, _parameters.RootType, _options.LayerBudget, _seenOrder);

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(Snapshots), nameof(RecentNorms), nameof(Updates), nameof(Extended))]
    private void Allocate()
    {
        Snapshots = new SnapshotExchange(Catalog, _parameters.All.Length - _parameters.Watched.Length);
        RecentNorms = new RecentNorms(Catalog.Layers.Length);
        Updates?.Dispose();
        Updates = new UpdateMeter(Catalog, _options.MeasureUpdatesEvery);
        Extended = ExtendedTier.Of(_model, _filter, _options, Extended);
    }
}
