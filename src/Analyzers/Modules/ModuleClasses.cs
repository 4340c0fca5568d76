using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Modules;

/// <summary>The module classes that a file declares, or has a part of.</summary>
internal static class ModuleClasses
{
    public static IReadOnlyCollection<INamedTypeSymbol> In(SemanticModel file, TorchSharpContext torch, CancellationToken cancellation)
    {
        var found = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var node in file.SyntaxTree.GetRoot(cancellation).DescendantNodes(SourceCode.HoldsDeclarations))
            if (node is TypeDeclarationSyntax declaration && MayDerive(declaration) && file.GetDeclaredSymbol(node, cancellation) is INamedTypeSymbol type && torch.IsModule(type))
                found.Add(type);

        // The compiler lets go of what it has bound with the last of the file.
        if (found.Count > 0)
            SourceCode.Of(torch.Compilation).Keep(file);

        return found;
    }

    // Another part of the class may say what it derives from.
    private static bool MayDerive(TypeDeclarationSyntax declaration) => declaration.BaseList is not null || declaration.Modifiers.Any(SyntaxKind.PartialKeyword);
}
