namespace GradGuard.Layers;

/// <summary>A trainable parameter as the catalogue sees it.</summary>
/// <param name="Name">Full name, for example <c>net.fc1.weight</c>.</param>
/// <param name="ElementCount">Its elements.</param>
/// <param name="Dimensions">Its number of dimensions.</param>
/// <param name="ModuleType">Type of the module that owns it.</param>
public readonly record struct ParameterEntry(string Name, long ElementCount, int Dimensions, string ModuleType)
{
    /// <summary>Whether it is stored as float16.</summary>
    public bool IsFloat16 { get; init; }

    /// <summary>Whether it is a weight matrix or kernel, not a bias or a gain.</summary>
    public bool IsWeight => Dimensions >= 2;
}
