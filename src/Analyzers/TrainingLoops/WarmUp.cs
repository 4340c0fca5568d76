using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Whether anything in a compilation may raise a learning rate over the first steps.</summary>
internal static class WarmUp
{
    private static readonly ConditionalWeakTable<Compilation, object> Known = new();

    // Schedules that can rise; those that only fall (StepLR, ExponentialLR, cosine annealing) are no warm-up.
    private static readonly HashSet<string> Schedules = ["LinearLR", "LambdaLR", "MultiplicativeLR", "OneCycleLR", "CyclicLR", "SequentialLR", "ChainedScheduler", "ConstantLR", "LRScheduler", "LearningRate"];

    public static bool MayHappen(Compilation compilation, CancellationToken cancellation)
    {
        if (!Known.TryGetValue(compilation, out var known))
            known = Known.GetValue(compilation, key => Search(key, cancellation));

        return (bool)known;
    }

    private static object Search(Compilation compilation, CancellationToken cancellation) => compilation.SyntaxTrees.Any(tree => tree.GetRoot(cancellation).DescendantTokens()
        .Any(token => token.Parent is SimpleNameSyntax or VariableDeclaratorSyntax or MethodDeclarationSyntax or ClassDeclarationSyntax or ParameterSyntax
            && (Schedules.Contains(token.ValueText) || token.ValueText.Replace("_", "").IndexOf("warmup", StringComparison.OrdinalIgnoreCase) >= 0)));
}
