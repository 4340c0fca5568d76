using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers;

/// <summary>The calls and constructions that rules ask about, searched for once in every body: most code has none.</summary>
internal sealed class BodyCalls(TorchSharpContext torch)
{
    private readonly ConcurrentDictionary<SyntaxNode, IReadOnlyList<IOperation>> _bodies = new();

    /// <summary>Those that have to do with TorchSharp, with modules, with the monitor or with methods that the user named, in the order of the source.</summary>
    public IReadOnlyList<IOperation> In(IOperation body) => _bodies.TryGetValue(body.Syntax, out var known) ? known : _bodies[body.Syntax] = Find(body);

    private IReadOnlyList<IOperation> Find(IOperation body)
    {
        List<IOperation>? found = null;
        foreach (var operation in body.DescendantsAndSelf())
            if (operation switch
            {
                IInvocationOperation call => IsAsked(call),
                IObjectCreationOperation { Type: { } made } => torch.IsLibrary(made),
                _ => false,
            })
                (found ??= []).Add(operation);

        return found ?? (IReadOnlyList<IOperation>)[];
    }

    private bool IsAsked(IInvocationOperation call) => call.TargetMethod is var method
        && (torch.IsLibrary(method) || torch.IsModule(method.ContainingType) || torch.IsModule(method.ReturnType)
            || TorchSharpContext.Same(method.ContainingType, torch.Guard) || torch.UserNames.Clips(method, call.Syntax.SyntaxTree));
}
