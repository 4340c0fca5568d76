using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Layers;

/// <summary>The trainable parameters of a model at one moment. TorchSharp replaces the objects when a model is converted or moved.</summary>
internal sealed class ModelParameters
{
    private readonly Parameter[] _parameters;
    private readonly ParameterEntry[] _entries;
    private readonly (string Name, Parameter? Parameter, bool IsTrainable)[] _listed;

    private ModelParameters(Parameter[] parameters, ParameterEntry[] entries, string rootType, (string, Parameter?, bool)[] listed)
    {
        _parameters = parameters;
        _entries = entries;
        _listed = listed;
        RootType = rootType;
    }

    /// <summary>All trainable parameters, those under watch first: clipping concerns the others too.</summary>
    public ReadOnlySpan<Parameter> All => _parameters;

    /// <summary>The parameters under watch, parallel to <see cref="Entries"/>.</summary>
    public ReadOnlySpan<Parameter> Watched => _parameters.AsSpan(0, _entries.Length);

    public IReadOnlyList<ParameterEntry> Entries => _entries;

    /// <summary>Type name of the model.</summary>
    public string RootType { get; }

    /// <summary>Whether an object has been disposed since, so that the model must be enumerated anew.</summary>
    public bool IsStale
    {
        get
        {
            foreach (var parameter in _parameters)
                if (parameter.IsInvalid)
                    return true;

            return false;
        }
    }

    /// <summary>Whether both hold the same objects; two tensors of equal values are not the same.</summary>
    public bool IsSameAs(ModelParameters other)
    {
        if (All.Length != other.All.Length)
            return false;

        for (var i = 0; i < All.Length; i++)
            if (!ReferenceEquals(All[i], other.All[i]))
                return false;

        return true;
    }

    /// <summary>
    /// Whether the model lists the same objects under the same names, frozen or not as they were: then nothing need be built anew. Allocates only
    /// what TorchSharp does to list them.
    /// </summary>
    public bool AreStillOf(nn.Module model)
    {
        var next = 0;
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (next == _listed.Length || !ReferenceEquals(parameter, _listed[next].Parameter) || name != _listed[next].Name || IsTrainable(parameter) != _listed[next].IsTrainable)
                return false;

            next++;
        }

        return next == _listed.Length;
    }

    /// <param name="model">The model to enumerate.</param>
    /// <param name="filter">Which of its layers are under watch; null for all.</param>
    public static ModelParameters Of(nn.Module model, LayerFilter? filter = null)
    {
        var typeOf = new Dictionary<string, string> { [""] = TypeName(model) };
        foreach (var (path, module) in model.named_modules())
            typeOf.TryAdd(path, TypeName(module));

        var parameters = new List<Parameter>();
        var unwatched = new List<Parameter>();
        var entries = new List<ParameterEntry>();
        var listed = new List<(string, Parameter?, bool)>();
        foreach (var (name, parameter) in model.named_parameters())
        {
            var isTrainable = IsTrainable(parameter);
            listed.Add((name, parameter, isTrainable));
            if (!isTrainable)
                continue;

            if (filter?.Watches(ParameterPath.WithoutBackingFields(ParameterPath.ModuleOf(name))) == false)
            {
                unwatched.Add(parameter);
                continue;
            }

            parameters.Add(parameter);
            entries.Add(new ParameterEntry(name, parameter.NumberOfElements, (int)parameter.ndim, OwnerType(typeOf, name))
            {
                IsFloat16 = parameter.dtype == ScalarType.Float16,
            });
        }

        return new ModelParameters([.. parameters, .. unwatched], [.. entries], typeOf[""], [.. listed]);
    }

    private static bool IsTrainable(Parameter? parameter) => parameter is { IsInvalid: false, requires_grad: true };

    // GetName() is unreliable (an LSTM says torch::nn::LSTMImpl, a user's class whatever it passed to base), the type is not.
    private static string TypeName(nn.Module module)
    {
        var name = module.GetType().Name;
        var arity = name.IndexOf('`');
        return arity < 0 ? name : name[..arity];
    }

    // Native modules have dotted parameter names without a module for each dot: the nearest enclosing one gives the type.
    private static string OwnerType(Dictionary<string, string> typeOf, string parameterName)
    {
        var path = ParameterPath.ModuleOf(parameterName);
        string? type;
        while (!typeOf.TryGetValue(path, out type))
            path = ParameterPath.Parent(path);

        return type;
    }
}
