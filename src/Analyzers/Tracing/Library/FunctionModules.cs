using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Modules without weights that stand for a function of torch.nn.functional, whose settings their constructors take.</summary>
internal static class FunctionModules
{
    private static readonly Dictionary<string, string> Functions = new()
    {
        ["CosineSimilarity"] = "cosine_similarity",
        ["PairwiseDistance"] = "pairwise_distance",
        ["Fold"] = "fold",
        ["MaxUnpool1d"] = "max_unpool1d",
        ["MaxUnpool2d"] = "max_unpool2d",
        ["MaxUnpool3d"] = "max_unpool3d",
    };

    public static bool IsKnown(string name) => Functions.ContainsKey(name);

    public static AbstractValue Call(Interpreter interpreter, LayerModule module, IReadOnlyList<AbstractValue> tensors, SyntaxNode? use) =>
        TensorOperations.Call(interpreter, Functions[module.Type.Name], tensors, module.Arguments, null, use);
}
