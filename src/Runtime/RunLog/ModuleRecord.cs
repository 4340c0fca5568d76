using System.Collections.Immutable;
using static TorchSharp.torch;

namespace GradGuard.RunLog;

/// <summary>A module of the model and its type: what ties a layer's path to the declarations in the source.</summary>
/// <param name="Path">Module path as <c>named_modules</c> spells it; empty for the model itself.</param>
/// <param name="Type">Full type name with dots between nested types and without type arguments, for example <c>TorchSharp.Modules.Linear</c>.</param>
public sealed record ModuleRecord(string Path, string Type)
{
    /// <summary>The model and every module in it, in order of registration; empty for a model that cannot be enumerated (it was disposed).</summary>
    internal static ImmutableArray<ModuleRecord> Of(nn.Module model)
    {
        try
        {
            return [new("", NameOf(model.GetType())), .. model.named_modules().Where(named => named.name.Length > 0).Select(named => new ModuleRecord(named.name, NameOf(named.module.GetType())))];
        }
        catch (InvalidOperationException)
        {
            return [];
        }
    }

    private static string NameOf(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var name = (definition.FullName ?? definition.Name).Replace('+', '.');
        return string.Join('.', name.Split('.').Select(part => part.IndexOf('`') is var arity and >= 0 ? part[..arity] : part));
    }
}
