using System.Runtime.CompilerServices;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers;

/// <summary>The calls and constructions that rules ask about, searched for once in every body: most code has none.</summary>
internal sealed class BodyCalls
{
    // Weakly: what the compiler has bound is most of a compile's memory, and most of it has nothing to do with TorchSharp.
    private readonly ConditionalWeakTable<IOperation, IReadOnlyList<IOperation>> _bodies = new();

    private readonly ConditionalWeakTable<IOperation, IReadOnlyList<IOperation>>.CreateValueCallback _find;
    private readonly TorchSharpContext _torch;
    private readonly SourceCode _source;

    public BodyCalls(TorchSharpContext torch) => (_torch, _source, _find) = (torch, SourceCode.Of(torch.Compilation), Find);

    /// <summary>Those that have to do with TorchSharp, with modules, with the monitor or with methods that the user named, in the order of the source.</summary>
    public IReadOnlyList<IOperation> In(IOperation body) => _bodies.GetValue(body, _find);

    private IReadOnlyList<IOperation> Find(IOperation body)
    {
        List<IOperation>? found = null;
        foreach (var operation in body.DescendantsAndSelf())
            if (operation switch
            {
                IInvocationOperation call => IsAsked(call),
                IObjectCreationOperation { Type: { } made } => _torch.IsLibrary(made),
                _ => false,
            })
                (found ??= []).Add(operation);

        if (found is null)
            return [];

        // Code of a model or of its training: traces will ask for it.
        _source.Keep(body.SemanticModel);
        return found;
    }

    private bool IsAsked(IInvocationOperation call) => call.TargetMethod is var method
        && (_torch.IsLibrary(method) || _torch.IsModule(method.ContainingType) || _torch.IsModule(method.ReturnType)
            || TorchSharpContext.Same(method.ContainingType, _torch.Guard) || _torch.UserNames.Clips(method, call.Syntax.SyntaxTree));
}
