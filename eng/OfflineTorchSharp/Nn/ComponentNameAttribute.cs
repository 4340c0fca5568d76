using System.Reflection;

namespace TorchSharp.Utils;

/// <summary>Gives the component kept in a field another name than the field's own.</summary>
public class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }

    internal static string Of(FieldInfo field) => field.GetCustomAttribute<ComponentNameAttribute>()?.Name ?? field.Name;
}
