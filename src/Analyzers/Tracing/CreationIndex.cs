using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Where a compilation makes objects, by the name of what is made as far as the syntax alone tells it: to bind every <c>new</c> of a
/// project would cost more than all else.
/// </summary>
internal sealed class CreationIndex
{
    private const string Keyword = "new";

    // The name that new(…) leaves out where nothing beside it says it.
    private const string Unnamed = "";

    private static readonly ConditionalWeakTable<Compilation, CreationIndex> Known = new();

    private readonly ILookup<string, BaseObjectCreationExpressionSyntax> _byName;
    private readonly ILookup<string, SyntaxTree> _filesOf;
    private readonly ILookup<SyntaxTree, string> _namesIn;
    private readonly HashSet<string> _classes = [];
    private readonly HashSet<string> _derivedClasses = [];
    private readonly HashSet<string> _aliases = [];

    private CreationIndex(Compilation compilation, CancellationToken cancellation)
    {
        var creations = new List<BaseObjectCreationExpressionSyntax>();
        var mentions = new List<(string Class, SyntaxTree File)>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            var root = tree.GetRoot(cancellation);
            FindCreations(root, tree.GetText(cancellation).ToString(), creations);
            foreach (var node in root.DescendantNodes(SourceCode.HoldsDeclarations))
                if (node is UsingDirectiveSyntax { Alias.Name: var alias })
                    _aliases.Add(alias.Identifier.ValueText);
                else if (node is TypeDeclarationSyntax type)
                {
                    _classes.Add(type.Identifier.ValueText);
                    mentions.Add((type.Identifier.ValueText, tree));
                    if (type.BaseList is not { } parents)
                        continue;

                    _derivedClasses.Add(type.Identifier.ValueText);
                    mentions.AddRange(parents.Types.Select(parent => (NameOf(parent.Type), tree)));
                }
        }

        _byName = creations.ToLookup(NameOf);
        mentions.AddRange(_byName.SelectMany(made => made.Select(creation => (made.Key, creation.SyntaxTree))));
        _filesOf = mentions.ToLookup(mention => mention.Class, mention => mention.File);
        _namesIn = mentions.ToLookup(mention => mention.File, mention => mention.Class);
    }

    public static CreationIndex Of(Compilation compilation, CancellationToken cancellation)
    {
        if (Known.TryGetValue(compilation, out var known))
            return known;

        // Built under no lock: two rules that ask at once both build it, and a cancelled one leaves nothing behind.
        var fresh = new CreationIndex(compilation, cancellation);
        return Known.GetValue(compilation, _ => fresh);
    }

    /// <summary>What may make objects of a class of that name.</summary>
    public IEnumerable<BaseObjectCreationExpressionSyntax> Of(string name) => Named(name).Concat(Undecided);

    /// <summary>What makes objects of a class of that name, as the syntax says.</summary>
    public IEnumerable<BaseObjectCreationExpressionSyntax> Named(string name) => _aliases.Contains(name) ? [] : _byName[name];

    /// <summary>What may make objects of any class, as far as the syntax says.</summary>
    public IEnumerable<BaseObjectCreationExpressionSyntax> Undecided => _byName[Unnamed].Concat(_aliases.SelectMany(alias => _byName[alias]));

    /// <summary>What may make objects of any class of the compilation that derives from another.</summary>
    public IEnumerable<BaseObjectCreationExpressionSyntax> OfDerivedClasses() =>
        _byName.Where(creations => creations.Key == Unnamed || _derivedClasses.Contains(creations.Key) || _aliases.Contains(creations.Key)).SelectMany(creations => creations);

    /// <summary>Whether a file and the others make no objects of each other's classes and derive from none, as far as the syntax says.</summary>
    public bool StandsAlone(SyntaxTree file) => !_namesIn[file].Any(name => _classes.Contains(name) && _filesOf[name].Any(other => other != file));

    // By the word in the text: a file has far fewer of these than nodes.
    private static void FindCreations(SyntaxNode root, string text, List<BaseObjectCreationExpressionSyntax> creations)
    {
        for (var at = text.IndexOf(Keyword, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Keyword, at + Keyword.Length, StringComparison.Ordinal))
            if (root.FindToken(at) is { Parent: BaseObjectCreationExpressionSyntax creation } token && token.SpanStart == at && creation.NewKeyword == token)
                creations.Add(creation);
    }

    private static string NameOf(BaseObjectCreationExpressionSyntax creation) => creation switch
    {
        ObjectCreationExpressionSyntax named => NameOf(named.Type),
        { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax variable } } } => NameOf(variable.Type),
        { Parent: EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } } => NameOf(property.Type),
        _ => Unnamed,
    };

    private static string NameOf(TypeSyntax type) => type switch
    {
        NullableTypeSyntax nullable => NameOf(nullable.ElementType),
        QualifiedNameSyntax { Right: var right } => right.Identifier.ValueText,
        AliasQualifiedNameSyntax { Name: var name } => name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => type.ToString(),
    };
}
