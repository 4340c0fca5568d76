using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>The variables of one call.</summary>
internal sealed class Frame(IMethodSymbol? method, AbstractValue? self, Frame? lexicalParent)
{
    private readonly Variables _variables = new();

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

    public void Declare(ISymbol variable, AbstractValue value) => _variables.Set(variable, value);

    public AbstractValue? Read(ISymbol variable)
    {
        for (var frame = this; frame is not null; frame = frame.LexicalParent)
            if (frame._variables[variable] is { } value)
                return value;

        // A parameter of a primary constructor lives as long as the object.
        return Self is ObjectValue owner && owner.Fields.TryGetValue(variable, out var captured) ? captured : null;
    }

    public void Write(ISymbol variable, AbstractValue value)
    {
        for (var frame = this; frame is not null; frame = frame.LexicalParent)
            if (frame._variables.TryReplace(variable, value))
                return;

        if (Self is ObjectValue owner && owner.Fields.ContainsKey(variable))
            owner.Fields[variable] = value;
        else
            Declare(variable, value);
    }
}
