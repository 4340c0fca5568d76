using System.Collections.Immutable;
using System.Diagnostics;
using GradGuard.Clipping;
using GradGuard.Detectors;
using GradGuard.Guarding;
using GradGuard.Layers;
using GradGuard.Reading;
using GradGuard.Remedies;
using GradGuard.Reports.History;
using GradGuard.Snapshots;
using GradGuard.Telemetry;
using static TorchSharp.torch;

namespace GradGuard;

/// <summary>
/// Watches the gradients of one model while it trains: call <see cref="Step(Tensor?)"/> once a step, after backward and before
/// zero_grad. Nothing that goes wrong in here reaches the training loop; it is said once, in
/// <see cref="GradientGuardOptions.MessageSink"/>, and counted.
/// </summary>
/// <example>
/// <code>
/// using var guard = GradientGuard.Watch(model);
/// ...
/// loss.backward();
/// guard.ClipGradNorm(1.0);
/// optimizer.step();
/// guard.Step(loss);
/// </code>
/// </example>
public sealed partial class GradientGuard : IDisposable
{
    private readonly object _gate = new();
    private readonly nn.Module _model;
    private readonly GradientGuardOptions _options;
    private readonly MonitorMessages _messages;
    private readonly FindingCollector _findings = new();
    private readonly DetectorSet _detectors;
    private readonly ClipHistory _clips;
    private readonly WatchedModel _watched;
    private readonly GuardMetrics _metrics;
    private readonly GuardLog? _log;
    private readonly RunHistory _history = new();
    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private readonly long _began = Stopwatch.GetTimestamp();
    private GuardState _state = GuardState.Active;
    private StepSnapshot? _measured;
    private long _steps;
    private long _internalErrors;
    private double _secondsThisStep;
    private double _monitorSeconds;

    private GradientGuard(nn.Module model, GradientGuardOptions options)
    {
        _model = model;
        _options = options;
        _messages = new MonitorMessages(options.MessageSink);
        _detectors = new DetectorSet(options.Detectors);
        _clips = new ClipHistory(options.Detectors.SpikeFactor);
        _watched = new WatchedModel(model, options);
        _findings.Traits = ModelTraits.Of(model);
        _log = OpenLog();
        if (GuardRegistry.Enter(model, this) is { } earlier)
        {
            earlier.Supersede();
            _messages.Once($"{_watched.ModelType} was watched already; the new guard takes over. Dispose the first guard before watching again.");
        }

        _metrics = new GuardMetrics(options.ModelName, _watched.ModelType, _messages);
        if (_watched.Parameters.IsEmpty)
        {
            _state = GuardState.NothingToWatch;
            _messages.Once(_watched.IsAllFilteredOut
                ? "IncludeLayers and ExcludeLayers leave out every layer, so there is nothing to watch; patterns are held against module paths such as encoder.layers.0."
                : $"{_watched.ModelType} has no trainable parameters, so there is nothing to watch. Call RegisterComponents() at the end of its constructor, after all layers are assigned; a model that was disposed has none either.");
        }
        else
        {
            _watched.Extended.Begin(sampledStep: 1);
        }
    }

    /// <summary>The layers in order of execution once a step has run, before that in order of registration.</summary>
    public ImmutableArray<Layer> Layers => _watched.Catalog.Layers;

    /// <summary>Type name of the model.</summary>
    public string ModelType => _watched.ModelType;

    /// <summary>Steps so far.</summary>
    public long StepCount => Volatile.Read(ref _steps);

    /// <summary>All findings so far, the first thousand at most; safe to read from any thread.</summary>
    public ImmutableArray<Finding> Findings => _findings.All;

    /// <summary>Errors inside the monitor that were contained.</summary>
    public long InternalErrorCount => Volatile.Read(ref _internalErrors);

    /// <summary>Starts watching a model.</summary>
    /// <param name="model">The model, complete: layers that are registered later are noticed within some hundred steps.</param>
    /// <param name="options">How to watch; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">The model is disposed, or the run log cannot be written.</exception>
    public static GradientGuard Watch(nn.Module model, GradientGuardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        try
        {
            return new GradientGuard(model, options ?? new GradientGuardOptions());
        }
        catch (InvalidOperationException exception)
        {
            throw new ArgumentException($"The model cannot be enumerated ({exception.Message}); was it disposed? Watch it before disposing it.", nameof(model), exception);
        }
    }

    /// <summary>Ends a step: reads the gradients unless <see cref="ClipGradNorm"/> has, judges, emits and logs them.</summary>
    /// <returns>What this step found; empty for most steps.</returns>
    public IReadOnlyList<Finding> Step() => Step(loss: (double?)null);

    /// <inheritdoc cref="Step()"/>
    /// <param name="loss">The loss of the step; a tensor of several elements counts by its mean.</param>
    public IReadOnlyList<Finding> Step(Tensor? loss)
    {
        if (loss is null || _state != GuardState.Active || !IsSampled(_steps + 1))
            return Step((double?)null);

        double? value = null;
        try
        {
            if (loss.IsInvalid)
                _messages.Once("the loss given to Step was disposed already, so it is not recorded; call Step before disposing it.");
            else
                value = LossReader.Read(loss);
        }
        catch (Exception exception)
        {
            Contain(exception);
        }

        return Step(value);
    }

    /// <inheritdoc cref="Step()"/>
    /// <param name="loss">The loss of the step.</param>
    public IReadOnlyList<Finding> Step(double loss) => Step((double?)loss);

    /// <summary>Stops watching and completes the run log. The model is left alone, whichever is disposed first.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_state == GuardState.Disposed)
                return;

            _state = GuardState.Disposed;
            GuardRegistry.Leave(_model, this);
            Release();
        }
    }

    private GuardLog? OpenLog()
    {
        try
        {
            return _options.RunLogPath is { } path ? GuardLog.Open(path, _watched, _options.SampleEvery, _messages) : null;
        }
        catch (ArgumentException)
        {
            // No guard comes of this, so nobody would take its hooks off the model.
            _watched.Dispose();
            throw;
        }
    }

    private void Supersede()
    {
        lock (_gate)
        {
            if (_state == GuardState.Disposed)
                return;

            _state = GuardState.Superseded;
            Release();
        }
    }

    private void Release()
    {
        try
        {
            _metrics.Dispose();
            _watched.Dispose();
            _log?.Complete(_steps, _findings.All.Length, _deep);
            KeepDeep();
        }
        catch (Exception exception)
        {
            Contain(exception);
        }
    }

    private IReadOnlyList<Finding> Step(double? loss)
    {
        lock (_gate)
        {
            if (_state is GuardState.Disposed or GuardState.Superseded)
            {
                _messages.Once(_state == GuardState.Disposed
                    ? "Step was called after Dispose: nothing is measured any more."
                    : "another guard watches this model now: this one measures nothing any more.");
                return [];
            }

            var started = Stopwatch.GetTimestamp();
            _steps++;
            _metrics.RecordStep();
            var findings = _state == GuardState.Active && IsSampled(_steps) ? Sample(loss) : [];
            _measured = null;
            BeginStep();
            _secondsThisStep += Stopwatch.GetElapsedTime(started).TotalSeconds;
            _metrics.RecordDuration(_secondsThisStep);
            _monitorSeconds += _secondsThisStep;
            _secondsThisStep = 0;
            return findings;
        }
    }
}
