using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>The operations behind the symbols of a compilation; shared by all traces of it.</summary>
internal sealed class SourceCode
{
    private static readonly ConditionalWeakTable<Compilation, SourceCode> Known = new();

    private readonly Compilation _compilation;
    private readonly ConcurrentDictionary<SyntaxTree, SemanticModel> _models = new();
    private readonly ConcurrentDictionary<ISymbol, IOperation?> _bodies = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, IOperation?> _initializers = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, IReadOnlyList<(ISymbol, IOperation)>> _initializersOfTypes = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, bool> _automatic = new(SymbolEqualityComparer.Default);
    private readonly ConditionalWeakTable<IOperation, IReadOnlyList<IOperation>> _mutations = new();

    // The symbols that something was found for in a file.
    private readonly ConcurrentDictionary<SyntaxTree, ConcurrentQueue<ISymbol>> _found = new();

    private SourceCode(Compilation compilation) => _compilation = compilation;

    public static SourceCode Of(Compilation compilation) => Known.GetValue(compilation, static of => new(of));

    /// <summary>
    /// Keeps the semantic model of a file whose code the compiler has begun to bind: it lets go of it with the last body of the file, and
    /// a fresh one would bind everything anew.
    /// </summary>
    public void Keep(SemanticModel? semantics)
    {
        if (semantics is not null)
            _models.TryAdd(semantics.SyntaxTree, semantics);
    }

    /// <summary>
    /// Lets go of a file whose classes have been looked at, where it has nothing to do with others. All that is bound of a project is most
    /// of a compile's memory, which the garbage collector has to go through; who asks again has it bound anew.
    /// </summary>
    public void LeaveOff(SyntaxTree file, CancellationToken cancellation)
    {
        if (!CreationIndex.Of(_compilation, cancellation).StandsAlone(file))
            return;

        _models.TryRemove(file, out _);
        if (!_found.TryRemove(file, out var symbols))
            return;

        foreach (var symbol in symbols)
        {
            _bodies.TryRemove(symbol, out _);
            _initializers.TryRemove(symbol, out _);
            _initializersOfTypes.TryRemove(symbol, out _);
        }
    }

    /// <summary>The semantic model of a file: the one that was kept, which has most of the file's code bound, or one for all who ask.</summary>
    public SemanticModel SemanticsOf(SyntaxTree file) => _models.GetOrAdd(file, tree => _compilation.GetSemanticModel(tree));

    /// <summary>The operation of a piece of code; its semantic model has it at hand once it is bound.</summary>
    public IOperation? OperationOf(SyntaxNode syntax, CancellationToken cancellation) =>
        _compilation.ContainsSyntaxTree(syntax.SyntaxTree) ? SemanticsOf(syntax.SyntaxTree).GetOperation(syntax, cancellation) : null;

    /// <summary>Whether the compiler finds an error in code; it binds it for that, so this is for code about which something is to be said.</summary>
    public bool FailsToBind(SyntaxNode syntax, CancellationToken cancellation) =>
        SemanticsOf(syntax.SyntaxTree).GetDiagnostics(syntax.Span, cancellation).Any(found => found.Severity == DiagnosticSeverity.Error);

    /// <summary>The body of a method, accessor, constructor or local function; null where there is no source.</summary>
    public IOperation? BodyOf(IMethodSymbol method, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        return _bodies.TryGetValue(method, out var known) ? known : _bodies[method] = Found(method, FindBody(method.PartialImplementationPart ?? method, cancellation));
    }

    /// <summary>What a call of an abstract or interface method runs, where the compilation has one body for it; null where it has none or several.</summary>
    public IMethodSymbol? OnlyImplementation(IMethodSymbol method) =>
        MethodImplementations.Of(_compilation).TryGetValue(method.OriginalDefinition, out var bodies) && bodies.Count == 1 ? bodies[0] : null;

    /// <summary>Whether a property keeps its value in a field that the compiler makes.</summary>
    public bool IsAutomatic(IPropertySymbol property) => _automatic.GetOrAdd(property.OriginalDefinition, static symbol => symbol.ContainingType.GetMembers()
        .Any(member => member is IFieldSymbol field && TorchSharpContext.Same(field.AssociatedSymbol, symbol)));

    /// <summary>What a statement may change: variables that stand outside it.</summary>
    public IReadOnlyList<IOperation> MutationsOf(IOperation statement) => _mutations.GetValue(statement, Mutations.Of);

    private IOperation? FindBody(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(cancellation);
            var operation = syntax is TypeDeclarationSyntax ? null : OperationOf(syntax, cancellation);
            var body = operation switch
            {
                IMethodBodyOperation declared => declared.BlockBody ?? declared.ExpressionBody,
                ILocalFunctionOperation local => local.Body ?? local.IgnoredBody,
                IConstructorBodyOperation or IBlockOperation => operation,
                _ => null,
            };
            if (body is not null)
                return body;
        }

        return null;
    }

    /// <summary>The fields and automatic properties of an object's type that start with something, and with what.</summary>
    public IReadOnlyList<(ISymbol Member, IOperation Value)> InitializersOf(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (_initializersOfTypes.TryGetValue(type, out var known))
            return known;

        var found = new List<(ISymbol, IOperation)>();
        foreach (var member in type.GetMembers())
            if (member is { IsStatic: false } and (IFieldSymbol { IsConst: false, IsImplicitlyDeclared: false } or IPropertySymbol) && Found(type, FindInitializer(member, cancellation)) is { } value)
                found.Add((member, value));

        return _initializersOfTypes[type] = found;
    }

    /// <summary>What a field or automatic property starts with.</summary>
    public IOperation? InitializerOf(ISymbol member, CancellationToken cancellation)
    {
        member = member.OriginalDefinition;
        return _initializers.TryGetValue(member, out var known) ? known : _initializers[member] = Found(member, FindInitializer(member, cancellation));
    }

    private IOperation? Found(ISymbol symbol, IOperation? code)
    {
        if (code is not null)
            _found.GetOrAdd(code.Syntax.SyntaxTree, static _ => new()).Enqueue(symbol);

        return code;
    }

    private IOperation? FindInitializer(ISymbol member, CancellationToken cancellation)
    {
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var initializer = reference.GetSyntax(cancellation) switch
            {
                VariableDeclaratorSyntax field => field.Initializer,
                PropertyDeclarationSyntax property => property.Initializer,
                _ => null,
            };
            if (initializer is not null && OperationOf(initializer, cancellation) is ISymbolInitializerOperation operation)
                return operation.Value;
        }

        return null;
    }

    /// <summary>The call of the base constructor in a class declaration with a primary constructor.</summary>
    public IInvocationOperation? PrimaryBaseCall(INamedTypeSymbol type, CancellationToken cancellation) => type.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax(cancellation))
        .OfType<TypeDeclarationSyntax>()
        .SelectMany(declaration => declaration.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>() ?? [])
        .Select(call => OperationOf(call, cancellation))
        .OfType<IInvocationOperation>()
        .FirstOrDefault();

    public static bool IsPrimary(IMethodSymbol constructor, CancellationToken cancellation) =>
        !constructor.IsImplicitlyDeclared && constructor.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is TypeDeclarationSyntax;

    /// <summary>Whether types are declared directly in a node: where a search for them goes on.</summary>
    public static bool HoldsDeclarations(SyntaxNode node) => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or TypeDeclarationSyntax;

    public bool HasSource(ISymbol symbol) =>
        TorchSharpContext.Same(symbol.ContainingAssembly, _compilation.Assembly) && (!symbol.IsImplicitlyDeclared || !symbol.DeclaringSyntaxReferences.IsEmpty);
}
