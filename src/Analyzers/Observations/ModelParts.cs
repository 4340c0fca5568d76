using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Observations;

/// <summary>The modules of a model as one way through its code makes them, by their paths.</summary>
internal sealed class ModelParts
{
    private const string AnyPlace = "*";

    private readonly Dictionary<string, AbstractValue> _parts = new(StringComparer.Ordinal);
    private readonly List<(string[] Segments, AbstractValue Module)> _repeated = [];

    private ModelParts(AbstractValue root)
    {
        foreach (var (path, module) in ModuleNames.All(root))
        {
            var plain = Plain(path);
            if (plain.Contains(AnyPlace))
                _repeated.Add((plain.Split('.'), module));
            else if (!_parts.ContainsKey(plain))
                _parts.Add(plain, module);
        }
    }

    /// <summary>The modules that stand at a place of their own, the model itself at "".</summary>
    public IReadOnlyDictionary<string, AbstractValue> Certain => _parts;

    /// <summary>One for each way through the code of a model; empty where it cannot be followed.</summary>
    public static IReadOnlyList<ModelParts> Of(ModelTrace? trace)
    {
        try
        {
            return trace is null ? [] : [.. trace.Variants.SelectMany(variant => variant.Roots).Select(root => new ModelParts(root))];
        }
        catch (TraceAbortedException)
        {
            return [];
        }
    }

    /// <summary>The module at a path, or the one that stands for all turns of a loop there; null where there is none.</summary>
    public AbstractValue? At(string path)
    {
        if (_parts.TryGetValue(path, out var certain))
            return certain;

        var segments = path.Split('.');
        return _repeated.Find(repeated => repeated.Segments.Length == segments.Length
            && repeated.Segments.Zip(segments, (pattern, segment) => pattern == segment || pattern == AnyPlace).All(fits => fits)).Module;
    }

    /// <summary>Where the code makes the module at a path; null where no expression does.</summary>
    public SyntaxNode? ConstructionAt(string path) => (At(path) as IModuleValue)?.Construction;

    private static string Plain(string path) => path.Contains("k__BackingField") ? ReportReader.Plain(path) : path;
}
