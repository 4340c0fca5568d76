using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers;

/// <summary>What the rules know of the TorchSharp that a compilation references; its presence is the gate of every rule.</summary>
internal sealed class TorchSharpContext
{
    private static readonly ConditionalWeakTable<Compilation, Made> Contexts = new();

    private const string LayerNamespace = "TorchSharp.Modules";

    private readonly IAssemblySymbol _library;
    private readonly Lazy<INamedTypeSymbol?> _tensor;
    private readonly Lazy<INamedTypeSymbol?> _optimizer;
    private readonly Lazy<INamedTypeSymbol?> _parameter;
    private readonly Lazy<INamedTypeSymbol?> _initializers;
    private readonly Lazy<INamedTypeSymbol?> _gradientUtilities;
    private readonly Lazy<INamedTypeSymbol?> _automaticGradient;
    private readonly Lazy<INamedTypeSymbol?> _guard;
    private readonly Lazy<INamedTypeSymbol?> _scheduler;

    private TorchSharpContext(Compilation compilation, INamedTypeSymbol module, UserNames names)
    {
        UserNames = names;
        Compilation = compilation;
        Module = module;
        _library = module.ContainingAssembly;
        Calls = new BodyCalls(this);
        _tensor = Known("TorchSharp.torch+Tensor");
        _optimizer = Known("TorchSharp.torch+optim+Optimizer");
        _parameter = Known(LayerNamespace + ".Parameter");
        _initializers = Known("TorchSharp.torch+nn+init");
        _gradientUtilities = Known("TorchSharp.torch+nn+utils");
        _automaticGradient = Known("TorchSharp.torch+autograd");
        _guard = new(() => compilation.GetTypeByMetadataName("GradGuard.GradientGuard"));
        _scheduler = Known("TorchSharp.torch+optim+lr_scheduler+LRScheduler");

        Lazy<INamedTypeSymbol?> Known(string metadataName) => new(() => module.ContainingAssembly.GetTypeByMetadataName(metadataName));
    }

    public Compilation Compilation { get; }

    public INamedTypeSymbol Module { get; }

    /// <summary>The calls in the compilation's bodies.</summary>
    public BodyCalls Calls { get; }

    /// <summary>What the user says of members that the rules cannot look into.</summary>
    public UserNames UserNames { get; }

    public INamedTypeSymbol? Tensor => _tensor.Value;

    public INamedTypeSymbol? Optimizer => _optimizer.Value;

    public INamedTypeSymbol? Parameter => _parameter.Value;

    /// <summary>torch.nn.init.</summary>
    public INamedTypeSymbol? Initializers => _initializers.Value;

    /// <summary>torch.nn.utils, where gradients are clipped.</summary>
    public INamedTypeSymbol? GradientUtilities => _gradientUtilities.Value;

    /// <summary>torch.autograd.</summary>
    public INamedTypeSymbol? AutomaticGradient => _automaticGradient.Value;

    /// <summary>The monitor of our own library, which clips too.</summary>
    public INamedTypeSymbol? Guard => _guard.Value;

    /// <summary>The context of a compilation; null where it does not use TorchSharp, or is TorchSharp.</summary>
    public static TorchSharpContext? Of(Compilation compilation, AnalyzerOptions? options = null)
    {
        // All rules of a compile ask with the same options.
        var settings = options?.AnalyzerConfigOptionsProvider;
        if (Contexts.TryGetValue(compilation, out var known) && known.Settings != settings)
            Contexts.Remove(compilation);

        return Contexts.GetValue(compilation, of => new(settings, Make(of, settings))).Context;
    }

    private static TorchSharpContext? Make(Compilation compilation, AnalyzerConfigOptionsProvider? settings)
    {
        // In that assembly alone: the compilation would look through all that it references, in every project without TorchSharp too.
        var library = compilation.SourceModule.ReferencedAssemblySymbols.FirstOrDefault(assembly => assembly.Name == "TorchSharp");
        return library?.GetTypeByMetadataName("TorchSharp.torch+nn+Module") is { } module ? new TorchSharpContext(compilation, module, new UserNames(settings)) : null;
    }

    public bool IsLibrary(ISymbol symbol) => Same(symbol.ContainingAssembly, _library);

    public bool IsModule(ITypeSymbol? type) => Derives(type, Module);

    public bool IsTensor(ITypeSymbol? type) => Derives(type, Tensor);

    public bool IsOptimizer(ITypeSymbol? type) => Derives(type, Optimizer);

    /// <summary>Whether a type is a schedule of learning rates.</summary>
    public bool IsScheduler(ITypeSymbol? type) => Derives(type, _scheduler.Value);

    /// <summary>The name of a layer of TorchSharp ("Linear"); null for every other type.</summary>
    public string? LayerName(ITypeSymbol? type) =>
        type is INamedTypeSymbol named && IsLibrary(named) && IsModule(named) && IsLayerNamespace(named.ContainingNamespace) ? named.Name : null;

    private static bool IsLayerNamespace(INamespaceSymbol space) =>
        space is { Name: "Modules", ContainingNamespace: { Name: "TorchSharp", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>Whether a type is another or derives from it; a type parameter, whether all it may stand for does.</summary>
    public static bool Derives(ITypeSymbol? type, ITypeSymbol? ancestor)
    {
        if (type is ITypeParameterSymbol parameter)
            return AnyDerives(parameter.ConstraintTypes, ancestor);

        // From definition to definition: the base of a Module<Tensor, Tensor> would be made anew for every one of them.
        for (type = type?.OriginalDefinition; type is not null && ancestor is not null; type = type.BaseType?.OriginalDefinition)
            if (Same(type, ancestor))
                return true;

        return false;
    }

    private static bool AnyDerives(ImmutableArray<ITypeSymbol> constraints, ITypeSymbol? ancestor) =>
        constraints.Any(constraint => constraint is not ITypeParameterSymbol && Derives(constraint, ancestor));

    public static bool Same(ISymbol? one, ISymbol? other) => ReferenceEquals(one, other) || SymbolEqualityComparer.Default.Equals(one, other);

    private sealed record Made(AnalyzerConfigOptionsProvider? Settings, TorchSharpContext? Context);
}
