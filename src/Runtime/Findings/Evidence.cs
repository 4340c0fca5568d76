namespace GradGuard;

/// <summary>One number that a <see cref="Finding"/> rests on.</summary>
/// <param name="Name">What was measured, for example <c>ratio to the last layer</c>.</param>
/// <param name="Value">The measured value.</param>
/// <param name="Limit">The threshold it was held against, or null.</param>
public readonly record struct Evidence(string Name, double Value, double? Limit = null);
