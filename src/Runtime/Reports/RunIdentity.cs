using System.Collections.Immutable;
using GradGuard.RunLog;

namespace GradGuard.Reports;

/// <summary>Which run a report is of.</summary>
/// <param name="Model">Type name of the model.</param>
/// <param name="Modules">The model and its modules with their full types; empty where they are not known.</param>
/// <param name="Started">When it began.</param>
/// <param name="SampleEvery">Every which step was sampled.</param>
/// <param name="LayersDropped">Layers without numbers of their own because of the layer budget.</param>
public sealed record RunIdentity(string Model, ImmutableArray<ModuleRecord> Modules, DateTimeOffset Started, int SampleEvery, int LayersDropped)
{
    /// <summary>Full type name of the model where it is known, else <see cref="Model"/>.</summary>
    public string ModelType => Modules.FirstOrDefault(module => module.Path.Length == 0)?.Type ?? Model;
}
