using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Modules;

/// <summary>How the code of a class uses its private members: whether beyond making them, initialising them and calling them for nothing.</summary>
internal sealed class MemberUses(INamedTypeSymbol type, TorchSharpContext torch, CancellationToken cancellation)
{
    // Whoever walks over all children may call any of them.
    private static readonly HashSet<string> Walks = ["children", "named_children", "modules", "named_modules"];

    /// <summary>The members that are made here, and that nothing uses.</summary>
    public IReadOnlyList<ISymbol> Unused(IReadOnlyList<ISymbol> members)
    {
        // Most layers are called somewhere, which the call itself shows; to bind every mention of them would cost more than all else.
        var plainlyCalled = PlainlyCalled();
        members = [.. members.Where(member => !plainlyCalled.Contains(member.Name))];
        if (members.Count == 0 || WalksOverChildren())
            return [];

        var made = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var used = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var byName = members.ToLookup(member => member.Name);
        foreach (var declaration in Declarations(type))
        {
            var semantics = SourceCode.Of(torch.Compilation).SemanticsOf(declaration.SyntaxTree);
            foreach (var name in declaration.DescendantNodes().OfType<IdentifierNameSyntax>())
            {
                if (!byName.Contains(name.Identifier.ValueText) || semantics.GetSymbolInfo(name, cancellation).Symbol is not { } symbol || !members.Contains(symbol, SymbolEqualityComparer.Default))
                    continue;

                var access = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } self && self.Name == name ? self : (ExpressionSyntax)name;
                if (access.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: ExpressionStatementSyntax or ArrowExpressionClauseSyntax } assignment
                    && assignment.Left == access && IsFresh(assignment.Right, semantics))
                    made.Add(symbol);
                else if (!IsUpkeep(access, semantics))
                    used.Add(symbol);
            }

            foreach (var declarator in declaration.DescendantNodes().OfType<VariableDeclaratorSyntax>())
                if (declarator.Initializer?.Value is { } value && byName.Contains(declarator.Identifier.ValueText)
                    && semantics.GetDeclaredSymbol(declarator, cancellation) is { } field && IsFresh(value, semantics))
                    made.Add(field);
        }

        return [.. members.Where(member => made.Contains(member) && !used.Contains(member))];
    }

    /// <summary>The first call of a member as a statement, whose result nobody gets; null where there is none.</summary>
    public SyntaxNode? DroppedCall(ISymbol member) => Declarations(type).SelectMany(declaration => declaration.DescendantNodes().OfType<InvocationExpressionSyntax>())
        .FirstOrDefault(call => IsDropped(call) && call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward", Expression: var callee }
            && TorchSharpContext.Same(SourceCode.Of(torch.Compilation).SemanticsOf(callee.SyntaxTree).GetSymbolInfo(callee, cancellation).Symbol, member));

    private static bool IsDropped(InvocationExpressionSyntax call) => call.Parent is ExpressionStatementSyntax;

    // fc.call(…) and this.fc.forward(…).
    private HashSet<string> PlainlyCalled() =>
    [
        .. Declarations(type).SelectMany(declaration => declaration.DescendantNodes().OfType<InvocationExpressionSyntax>()).Where(call => !IsDropped(call))
            .Select(call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward" } callee ? callee.Expression : null)
            .Select(callee => callee switch
            {
                IdentifierNameSyntax name => name.Identifier.ValueText,
                MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var name } => name.Identifier.ValueText,
                _ => null,
            })
            .OfType<string>(),
    ];

    private bool WalksOverChildren()
    {
        for (var current = type; current is not null && !current.DeclaringSyntaxReferences.IsEmpty; current = current.BaseType)
            foreach (var declaration in Declarations(current))
                foreach (var call in declaration.DescendantNodes().OfType<InvocationExpressionSyntax>())
                    if (call.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax }
                        && Walks.Contains(NameOf(call.Expression)) && !InitialisesInConstructor(call))
                        return true;

        return false;
    }

    // foreach (var module in modules()) init…(module.weight) in a constructor uses none of them.
    private static bool InitialisesInConstructor(InvocationExpressionSyntax call) =>
        call.FirstAncestorOrSelf<ForEachStatementSyntax>() is not null && call.FirstAncestorOrSelf<ConstructorDeclarationSyntax>() is not null;

    // A new layer that no other variable holds, itself or its parts: ModuleList(blocks) only registers what blocks has.
    private bool IsFresh(ExpressionSyntax value, SemanticModel semantics) => value switch
    {
        BaseObjectCreationExpressionSyntax => true,
        InvocationExpressionSyntax call => semantics.GetSymbolInfo(call, cancellation).Symbol is { } method && torch.IsLibrary(method) && method.IsStatic,
        _ => false,
    } && !value.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => HoldsModules(TypeOf(semantics.GetSymbolInfo(name, cancellation).Symbol)));

    private static ITypeSymbol? TypeOf(ISymbol? variable) => variable switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    private bool HoldsModules(ITypeSymbol? held) => torch.IsModule(held)
        || (held is IArrayTypeSymbol array && HoldsModules(array.ElementType)) || (held is INamedTypeSymbol { IsGenericType: true } generic && generic.TypeArguments.Any(HoldsModules));

    // Initialising, moving, freeing or registering a layer is no use of it.
    private bool IsUpkeep(ExpressionSyntax access, SemanticModel semantics)
    {
        if (access.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.ValueText == "Dispose")
            return true;

        SyntaxNode current = access;
        while (current.Parent is MemberAccessExpressionSyntax or ConditionalAccessExpressionSyntax or PostfixUnaryExpressionSyntax or MemberBindingExpressionSyntax
               || (current.Parent is InvocationExpressionSyntax call && call.Expression == current && NameOf(call.Expression) is not ("call" or "forward")))
            current = current.Parent;

        return current.Parent switch
        {
            ExpressionStatementSyntax => true,
            InvocationExpressionSyntax dropped => dropped.Expression == current && IsDropped(dropped),
            AssignmentExpressionSyntax assignment => assignment.Left == current && current != access,
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax outer } => IsInitialisation(outer, current == access, semantics),
            _ => false,
        };
    }

    private bool IsInitialisation(InvocationExpressionSyntax call, bool isWhole, SemanticModel semantics) => isWhole
        ? NameOf(call.Expression) is "register_module" or "add_module"
        : TorchSharpContext.Same(semantics.GetSymbolInfo(call, cancellation).Symbol?.ContainingType, torch.Initializers);

    private IEnumerable<SyntaxNode> Declarations(INamedTypeSymbol owner) => owner.DeclaringSyntaxReferences.Select(part => part.GetSyntax(cancellation));

    private static string NameOf(ExpressionSyntax callee) => callee switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => "",
    };
}
