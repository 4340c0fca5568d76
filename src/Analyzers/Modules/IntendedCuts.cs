using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Modules;

/// <summary>
/// Cuts in forward that are meant: layers that something else trains, or that nothing is to train, such as a teacher, the moving average of
/// a model, a codebook, a frozen feature extractor.
/// </summary>
internal sealed class IntendedCuts(INamedTypeSymbol model, TorchSharpContext torch, CancellationToken cancellation)
{
    private static readonly HashSet<string> Untrained = new(StringComparer.OrdinalIgnoreCase)
    {
        "teacher", "target", "ema", "momentum", "shadow", "average", "averaged", "old", "previous", "frozen", "freeze", "fixed", "pretrained", "backbone",
        "extractor", "reference", "prior", "codebook", "quantizer", "quantize", "quantized", "vq", "perceptual", "lpips", "vgg", "clip",
    };

    private static readonly HashSet<string> Restoring = ["load", "load_py", "load_state_dict", "load_safetensors", "load_checkpoint"];

    /// <summary>Whether somebody may want a cut as it is; also where the code does not tell.</summary>
    public bool Includes(GradientCut cut)
    {
        var members = cut.Layers.Select(MemberOf).ToList();
        return members.Contains(null)
            || IsNamedForIt(model.Name) || cut.Layers.Any(IsNamedForIt)
            || Declarations().Any(part => Freezes(part))
            || members.Distinct<ISymbol?>(SymbolEqualityComparer.Default).Any(member => IsUsedElsewhere(member!) || IsFrozenOrRestoredOutside(member!))
            || (cut is { IsWhole: true, Kind: CutKind.Unrecorded } && !IsTrained());
    }

    // The field or property that holds a layer: "net" for "net.0.fc".
    private ISymbol? MemberOf(string path)
    {
        var name = path.Split('.')[0];
        for (var current = model; current is not null; current = current.BaseType)
            if (current.GetMembers(name).FirstOrDefault(member => member is IFieldSymbol or IPropertySymbol) is { } found)
                return found;

        return null;
    }

    /// <summary>Whether a name says that a layer is not trained by the model's own output.</summary>
    public static bool IsNamedForIt(string name) => Words(name).Any(Untrained.Contains);

    // encoderEma.conv_1 has the words encoder, Ema, conv, 1.
    private static IEnumerable<string> Words(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
            if (i == name.Length || !char.IsLetter(name[i]) || (char.IsUpper(name[i]) && !char.IsUpper(name[i - 1])))
            {
                yield return name.Substring(start, i - start).TrimStart('_', '.');
                start = i;
            }
    }

    private IEnumerable<SyntaxNode> Declarations() => model.DeclaringSyntaxReferences.Select(part => part.GetSyntax(cancellation));

    /// <summary>Whether code sets requires_grad, or takes weights from elsewhere.</summary>
    /// <param name="code">The code.</param>
    /// <param name="alsoCopies">Whether it counts that one model's weights become another's: target.load_state_dict(model.state_dict()).</param>
    public static bool Freezes(SyntaxNode code, bool alsoCopies = true) => code.DescendantNodes().Any(node => node switch
    {
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } copied } when !alsoCopies && copied[0].Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "state_dict" } } => false,
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "requires_grad" } } => true,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } => name is "requires_grad_" or "with_requires_grad" || Restoring.Contains(name),
        _ => false,
    });

    // A method beside forward may train the layer by another way than the model's output.
    private bool IsUsedElsewhere(ISymbol member) => Declarations().SelectMany(part => part.DescendantNodes().OfType<IdentifierNameSyntax>())
        .Where(name => name.Identifier.ValueText == member.Name)
        .Any(name => name.FirstAncestorOrSelf<MemberDeclarationSyntax>() is MethodDeclarationSyntax method ? !IsPartOfForward(method)
            : name.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not (ConstructorDeclarationSyntax or FieldDeclarationSyntax or TypeDeclarationSyntax));

    private static bool IsPartOfForward(MethodDeclarationSyntax method) => method.Identifier.ValueText is "forward" or "Dispose"
        || !method.Modifiers.Any(modifier => modifier.ValueText is "public" or "internal" or "protected");

    // model.encoder somewhere else in the program: trained apart, frozen or filled from a file, for all we know.
    private bool IsFrozenOrRestoredOutside(ISymbol member) => torch.Compilation.SyntaxTrees.Any(tree => tree.GetRoot(cancellation).DescendantNodes().OfType<MemberAccessExpressionSyntax>()
        .Any(access => access.Name.Identifier.ValueText == member.Name && access.Expression is not (ThisExpressionSyntax or BaseExpressionSyntax)
            && TorchSharpContext.Same(SourceCode.Of(torch.Compilation).SemanticsOf(tree).GetSymbolInfo(access, cancellation).Symbol?.OriginalDefinition, member.OriginalDefinition)));

    // An optimizer is made with the parameters of the model.
    private bool IsTrained() => torch.Compilation.SyntaxTrees.Any(tree => tree.GetRoot(cancellation).DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Any(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "parameters" or "named_parameters" } access
            && SourceCode.Of(torch.Compilation).SemanticsOf(tree) is var semantics
            && TorchSharpContext.Derives(model, (semantics.GetTypeInfo(access.Expression, cancellation).Type as INamedTypeSymbol)?.OriginalDefinition)
            && !TorchSharpContext.Same(semantics.GetTypeInfo(access.Expression, cancellation).Type?.OriginalDefinition, torch.Module)
            && call.Ancestors().OfType<ExpressionSyntax>().Any(outer => torch.IsOptimizer(semantics.GetTypeInfo(outer, cancellation).Type))));
}
