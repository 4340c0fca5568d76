using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Who calls the methods and constructors of a compilation. Calls are found by name first: to bind them all would cost more than a rule may.</summary>
internal sealed class Callers
{
    private const int MostCalls = 8;

    // : base(…) and : this(…) bear no name of a class.
    private const string Unnamed = "";

    private readonly ILookup<string, SyntaxNode> _byName;

    public Callers(Compilation compilation, CancellationToken cancellation) => _byName = compilation.SyntaxTrees
        .SelectMany(tree => tree.GetRoot(cancellation).DescendantNodes())
        .Select(node => (Name: CalleeOf(node), Node: node))
        .Where(call => call.Name is not null)
        .ToLookup(call => call.Name!, call => call.Node);

    /// <summary>What callers give for a parameter; empty where none is seen, or where there may be others than those in sight.</summary>
    public IReadOnlyList<IOperation> ArgumentsFor(IParameterSymbol parameter, TrainingCode code)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor or MethodKind.LocalFunction } method || HasOtherNames(method))
            return [];

        var calls = method.MethodKind == MethodKind.Constructor
            ? CreationIndex.Of(code.Torch.Compilation, code.Cancellation).Of(method.ContainingType.Name).Concat(_byName[method.ContainingType.Name]).Concat(_byName[Unnamed])
            : _byName[method.Name];
        var arguments = new List<IOperation>();
        foreach (var call in calls)
        {
            code.Cancellation.ThrowIfCancellationRequested();
            if (ArgumentIn(code.Source.OperationOf(call, code.Cancellation), parameter) is { } argument)
                arguments.Add(argument);
            if (arguments.Count > MostCalls)
                return [];
        }

        return arguments;
    }

    // What is called through a base class or an interface has callers that do not name it.
    private static bool HasOtherNames(IMethodSymbol method) => method.IsVirtual || method.IsAbstract || method.IsOverride
        || (method.MethodKind == MethodKind.Ordinary && method.ContainingType.AllInterfaces.Any(declared => !declared.GetMembers(method.Name).IsEmpty));

    private static IOperation? ArgumentIn(IOperation? call, IParameterSymbol parameter) => (call switch
    {
        IInvocationOperation invocation => invocation.Arguments,
        IObjectCreationOperation creation => creation.Arguments,
        _ => [],
    }).FirstOrDefault(argument => TorchSharpContext.Same(argument.Parameter?.OriginalDefinition, parameter.OriginalDefinition))?.Value;

    private static string? CalleeOf(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: var callee } => NameOf(callee),
        PrimaryConstructorBaseTypeSyntax { Type: var type } => NameOf(type),
        ConstructorInitializerSyntax => Unnamed,
        _ => null,
    };

    private static string? NameOf(ExpressionSyntax callee) => callee switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax qualified => qualified.Name.Identifier.ValueText,
        _ => null,
    };
}
