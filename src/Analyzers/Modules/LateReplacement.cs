using GradGuard.Analyzers.Tracing;
using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Modules;

/// <summary>A method that puts a new layer into a field whose first one is registered: a head for other classes.</summary>
/// <param name="Member">The field or property.</param>
/// <param name="Place">What it is given.</param>
/// <param name="Method">The method that gives it.</param>
internal sealed record LateReplacement(ISymbol Member, SyntaxNode Place, IMethodSymbol Method)
{
    public static IEnumerable<LateReplacement> In(ModelTrace model, INamedTypeSymbol type, TrainingCode code)
    {
        var roots = model.Variants.SelectMany(variant => variant.Roots).Select(root => root as UserModule).ToList();
        if (roots.Contains(null))
            return [];

        // Hardly any model has one: the names in the whole class are looked through for those that do.
        var given = type.GetMembers().OfType<IMethodSymbol>().Where(method => method is { MethodKind: MethodKind.Ordinary, IsStatic: false, Name: not "forward" })
            .SelectMany(method => GivenIn(method, code)).Where(IsRegistered).ToList();
        return given.Count == 0 || RegistersByHand(type, code) ? [] : given.Where(late => !RunsAtConstruction(late.Method, type, code));

        bool IsRegistered(LateReplacement late) =>
            roots.TrueForAll(root => root!.RegisteredFields is { } fields && fields.TryGetValue(late.Member, out var first) && first is IModuleValue && ModuleTree.HasParameters(first));
    }

    private static IEnumerable<LateReplacement> GivenIn(IMethodSymbol method, TrainingCode code)
    {
        if (code.Source.BodyOf(method, code.Cancellation) is { } body)
            foreach (var operation in code.Torch.Calls.ActsIn(body))
                if (operation is ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: IInstanceReferenceOperation } target } assignment && IsNewLayer(assignment.Value, code))
                    yield return new LateReplacement(target.Member, assignment.Syntax, method);
    }

    // head.to(device) gives the old one back.
    private static bool IsNewLayer(IOperation value, TrainingCode code) => Creations.Unwrap(value) switch
    {
        IObjectCreationOperation made => code.Torch.IsModule(made.Type),
        IInvocationOperation { TargetMethod: { IsStatic: true, IsExtensionMethod: false } factory } => code.Torch.IsLibrary(factory) && code.Torch.LayerName(factory.ReturnType) is not null,
        _ => false,
    };

    private static bool RegistersByHand(INamedTypeSymbol type, TrainingCode code) => Names(type, code).Any(name => name.Identifier.ValueText is "register_module" or "register_parameter");

    // What a constructor calls, itself or through another method, may run before RegisterComponents; the constructor is run for that.
    private static bool RunsAtConstruction(IMethodSymbol method, INamedTypeSymbol type, TrainingCode code)
    {
        if (method.IsVirtual || method.IsOverride)
            return true;

        var names = Names(type, code).ToLookup(name => name.Identifier.ValueText, name => name.FirstAncestorOrSelf<MemberDeclarationSyntax>());
        var (open, seen) = (new Stack<string>([method.Name]), new HashSet<string>());
        while (open.Count > 0)
            if (open.Pop() is var name && seen.Add(name))
                foreach (var user in names[name])
                    if (user is MethodDeclarationSyntax caller)
                        open.Push(caller.Identifier.ValueText);
                    else if (user is not null)
                        return true;

        return false;
    }

    private static IEnumerable<SimpleNameSyntax> Names(INamedTypeSymbol type, TrainingCode code)
    {
        for (var current = type; current is not null && !code.Torch.IsLibrary(current); current = current.BaseType)
            foreach (var part in current.DeclaringSyntaxReferences)
                foreach (var name in part.GetSyntax(code.Cancellation).DescendantNodes().OfType<SimpleNameSyntax>())
                    yield return name;
    }
}
