using System.Collections;
using System.Reflection;
using static TorchSharp.torch;

namespace GradGuard.Invariants;

/// <summary>The modules and parameters that lie in the fields of a model's own classes, registered or not.</summary>
internal static class ModuleFields
{
    private static readonly Assembly Library = typeof(nn.Module).Assembly;

    /// <summary>Every parameter that is found in a field but not among the registered ones, with the path of the field that leads to it.</summary>
    public static List<(string Path, Tensor Parameter)> UnregisteredParameters(nn.Module model)
    {
        var registered = model.parameters().Select(parameter => parameter.Handle).ToHashSet();
        var modules = model.named_modules().Select(entry => (Path: ParameterlessName(entry.name), entry.module)).Prepend(("", model)).ToList();
        var known = modules.Select(entry => entry.Item2).ToHashSet<object>(ReferenceEqualityComparer.Instance);
        var found = new List<(string, Tensor)>();
        foreach (var (path, module) in modules.Where(entry => entry.Item2.GetType().Assembly != Library))
            foreach (var (field, value) in FieldsOf(module))
                foreach (var (part, item) in Items(value))
                    found.AddRange(ParametersOf(item, known)
                        .Where(parameter => !registered.Contains(parameter.Handle))
                        .Select(parameter => ((path.Length == 0 ? "" : path + ".") + field + part, parameter)));

        return found;
    }

    private static string ParameterlessName(string name) => Layers.ParameterPath.WithoutBackingFields(name);

    private static IEnumerable<Tensor> ParametersOf(object? item, HashSet<object> known) => item switch
    {
        nn.Module module when !known.Contains(module) => module.parameters(),
        TorchSharp.Modules.Parameter parameter => [parameter],

        // RegisterComponents takes a tensor for a buffer, which no optimizer is given.
        Tensor { IsInvalid: false, requires_grad: true, is_leaf: true } tensor => [tensor],
        _ => [],
    };

    private static IEnumerable<(string Name, object? Value)> FieldsOf(nn.Module module)
    {
        for (var type = module.GetType(); type is not null && type.Assembly != Library; type = type.BaseType)
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                if (MayHold(field.FieldType))
                    yield return (Layers.ParameterPath.WithoutBackingFields(field.Name), field.GetValue(module));
    }

    private static bool MayHold(Type type) => typeof(nn.Module).IsAssignableFrom(type) || typeof(Tensor).IsAssignableFrom(type)
        || (typeof(ICollection).IsAssignableFrom(type) && (type.IsArray || type.IsGenericType));

    // Lists, arrays and dictionaries hide modules from RegisterComponents; anything deeper is the author's own business.
    private static IEnumerable<(string Part, object? Item)> Items(object? value)
    {
        switch (value)
        {
            case nn.Module or Tensor:
                yield return ("", value);
                break;
            case IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                    yield return ($"[{entry.Key}]", entry.Value);
                break;
            case ICollection collection:
                var index = 0;
                foreach (var item in collection)
                    yield return ($"[{index++}]", item);
                break;
        }
    }
}
