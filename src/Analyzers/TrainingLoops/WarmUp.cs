using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Whether anything in a compilation may raise a learning rate over the first steps.</summary>
internal static class WarmUp
{
    private static readonly ConditionalWeakTable<Compilation, object> Known = new();

    // Schedules that can rise; those that only fall (StepLR, ExponentialLR, cosine annealing) are no warm-up.
    private static readonly HashSet<string> Rising = ["LinearLR", "LambdaLR", "MultiplicativeLR", "OneCycleLR", "CyclicLR", "SequentialLR", "ChainedScheduler", "ConstantLR"];

    // Schedules of the code's own, and rates that it sets.
    private static readonly HashSet<string> Unknown = ["LRScheduler", "LearningRate"];

    public static bool MayHappen(Compilation compilation, CancellationToken cancellation)
    {
        if (!Known.TryGetValue(compilation, out var known))
            known = Known.GetValue(compilation, key => Search(key, cancellation));

        return (bool)known;
    }

    /// <summary>Whether the class, or the program, that makes an optimizer uses a schedule that can rise.</summary>
    public static bool IsScheduledBeside(SyntaxNode optimizer) => (optimizer.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? optimizer.SyntaxTree.GetRoot())
        .DescendantTokens().Any(token => token.Parent is SimpleNameSyntax && Rising.Contains(token.ValueText));

    private static object Search(Compilation compilation, CancellationToken cancellation) => compilation.SyntaxTrees.Any(tree => tree.GetRoot(cancellation).DescendantTokens()
        .Any(token => token.Parent is SimpleNameSyntax or VariableDeclaratorSyntax or MethodDeclarationSyntax or ClassDeclarationSyntax or ParameterSyntax
            && (Rising.Contains(token.ValueText) || Unknown.Contains(token.ValueText) || token.ValueText.Replace("_", "").IndexOf("warmup", StringComparison.OrdinalIgnoreCase) >= 0)));
}
