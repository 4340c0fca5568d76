using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Modules;

/// <summary>Tensors of a model that some other code names, and may hand to an optimizer itself.</summary>
internal static class HandedOutTensor
{
    /// <summary>Whether anything but constructors, initializers and forward names a member: by its name alone, which asks no more than need be.</summary>
    public static bool Is(ISymbol member, Compilation compilation, CancellationToken cancellation) => compilation.SyntaxTrees.Any(tree => tree.GetRoot(cancellation).DescendantNodes()
        .OfType<IdentifierNameSyntax>()
        .Any(name => name.Identifier.ValueText == member.Name && name.FirstAncestorOrSelf<MemberDeclarationSyntax>()
            is not (ConstructorDeclarationSyntax or FieldDeclarationSyntax or MethodDeclarationSyntax { Identifier.ValueText: "forward" or "Dispose" })));
}
