using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>The variables of one call.</summary>
internal sealed class Frame(IMethodSymbol? method, AbstractValue? self, Frame? lexicalParent)
{
    private readonly Dictionary<ISymbol, AbstractValue> _variables = new(SymbolEqualityComparer.Default);

    public IMethodSymbol? Method { get; } = method;

    public AbstractValue? Self { get; } = self;

    /// <summary>The call whose variables a lambda or local function sees.</summary>
    public Frame? LexicalParent { get; } = lexicalParent;

    /// <summary>The method with its type arguments, where it is generic.</summary>
    public IMethodSymbol? Constructed { get; set; }

    public AbstractValue? Returned { get; set; }

    /// <summary>What an iterator has yielded so far.</summary>
    public ListValue? Yielded { get; set; }

    /// <summary>The object whose initializer is being run, the innermost of several; null where none is.</summary>
    public AbstractValue? ImplicitReceiver { get; set; }

    public void Declare(ISymbol variable, AbstractValue value) => _variables[variable] = value;

    public AbstractValue? Read(ISymbol variable)
    {
        for (var frame = this; frame is not null; frame = frame.LexicalParent)
            if (frame._variables.TryGetValue(variable, out var value))
                return value;

        // A parameter of a primary constructor lives as long as the object.
        return Self is ObjectValue owner && owner.Fields.TryGetValue(variable, out var captured) ? captured : null;
    }

    public void Write(ISymbol variable, AbstractValue value)
    {
        for (var frame = this; frame is not null; frame = frame.LexicalParent)
            if (frame._variables.ContainsKey(variable))
            {
                frame._variables[variable] = value;
                return;
            }

        if (Self is ObjectValue owner && owner.Fields.ContainsKey(variable))
            owner.Fields[variable] = value;
        else
            Declare(variable, value);
    }
}
