using System.Collections.Immutable;

namespace GradGuard.Layers;

/// <summary>A module that owns trainable parameters, or a block of such modules where the layer budget asked for grouping.</summary>
/// <param name="Path">Module path as <c>named_modules</c> spells it, for example <c>encoder.layers.0.linear1</c>; unique in a model.</param>
/// <param name="ModuleType">Type of the module, for example <c>Linear</c>; of the nearest enclosing module where native code hides the layer itself.</param>
/// <param name="ParameterNames">Full names of its trainable parameters.</param>
/// <param name="ElementCount">Elements of those parameters.</param>
/// <param name="HasWeight">Whether one of them has two dimensions or more: a layer that transforms, not one that only scales and shifts.</param>
public sealed record Layer(string Path, string ModuleType, ImmutableArray<string> ParameterNames, long ElementCount, bool HasWeight);
