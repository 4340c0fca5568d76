using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>The models that compute a loss: those whose parameters backward reaches, and those that stand behind a cut alone.</summary>
internal sealed class LossPaths(TrainingScope scope)
{
    private readonly HashSet<Place> _reached = [];
    private readonly Dictionary<Place, SyntaxNode> _behind = [];
    private readonly HashSet<ISymbol> _followed = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _followedBehind = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _entered = new(SymbolEqualityComparer.Default);

    /// <summary>The models that the gradient reaches.</summary>
    public IReadOnlyCollection<Place> Reached => _reached;

    /// <summary>Where the graph is cut between the loss and a model; null where it is not, or has nothing to do with that model.</summary>
    public SyntaxNode? CutBefore(Place model) => !_reached.Contains(model) && _behind.TryGetValue(model, out var cut) ? cut : null;

    /// <summary>The paths of all losses whose gradients a step may find: those of every backward since its zero_grad; null where something of them is not in sight.</summary>
    public static LossPaths? Of(TrainingEvent step, TrainingScope scope)
    {
        var feeders = scope.All(TrainingCall.Backward).Where(backward => Feeds(backward, step, scope)).ToList();
        if (feeders.Count == 0 || scope.IsOpaque || scope.All(TrainingCall.GradientWrite).Any())
            return null;

        var paths = new LossPaths(scope);
        return feeders.TrueForAll(backward => backward.Frame.Caller is null
            && scope.Code.Source.OperationOf(backward.Operation.Syntax, scope.Code.Cancellation) is IInvocationOperation { Instance: { } loss } && paths.Follow(loss, null)) ? paths : null;
    }

    private static bool Feeds(TrainingEvent backward, TrainingEvent step, TrainingScope scope)
    {
        const uint Idle = 1;
        const uint Pending = 2;
        var feeds = false;
        scope.Follow(Idle, Next, (happening, states) => feeds |= happening.IsAt(step) && (states & Pending) != 0);
        return feeds;

        uint Next(uint state, TrainingEvent happening) => happening.IsAt(backward) ? Pending
            : happening.Call == TrainingCall.ZeroGrad && scope.Relate(step, happening) == Relation.Same ? Idle
            : state;
    }

    // False where a gradient may go on out of sight; behind a cut there is none to lose.
    private bool Follow(IOperation? value, SyntaxNode? cut)
    {
        switch (Creations.Unwrap(value))
        {
            case null:
                return true;
            case ILocalReferenceOperation { Local: var local }:
                return !scope.Code.Torch.IsTensor(local.Type) || local.IsForEach || FollowLocal(local, cut);
            case IParameterReferenceOperation { Parameter: var parameter } when cut is null && scope.Code.Torch.IsTensor(parameter.Type):
                return FollowParameter(parameter);
            case IParameterReferenceOperation or IMemberReferenceOperation or IDynamicInvocationOperation or IAnonymousFunctionOperation when scope.Code.Torch.IsTensor(value!.Type) || value.Type is null:
                return cut is not null;
            case IInvocationOperation call:
                return FollowCall(call, cut);
            case var other:
                return other.ChildOperations.All(part => Follow(part, cut));
        }
    }

    private bool FollowLocal(ILocalSymbol local, SyntaxNode? cut)
    {
        if (!(cut is null ? _followed : _followedBehind).Add(local) || OtherModel.IsPartOfForEach(local, scope.Code))
            return true;

        var given = Creations.AllOf(local, scope.Code);
        if (given.Count > 0)
            return given.All(part => Follow(part, cut));

        return OtherModel.DeconstructionOf(local, scope.Code) is { } whole ? Follow(scope.Code.Source.OperationOf(whole.Right, scope.Code.Cancellation), cut) : cut is not null;
    }

    // What callers hand over, where all of it is in sight.
    private bool FollowParameter(IParameterSymbol parameter)
    {
        if (!_followed.Add(parameter))
            return true;

        var given = scope.Code.Callers.ArgumentsFor(parameter, scope.Code);
        return given.Count > 0 && given.All(argument => Follow(argument, null));
    }

    private bool FollowCall(IInvocationOperation call, SyntaxNode? cut)
    {
        // Of several cuts on one way the one next to the model is told: the others may be right once that one is gone.
        var method = call.TargetMethod;
        if (method.Name is "call" or "forward" && call.Instance is { Type: { } type } model && scope.Code.Torch.IsModule(type))
        {
            if (call.SemanticModel is { } semantics && GradientModes.Around(call.Syntax, semantics, scope.Code.Torch, scope.Code.Cancellation) is not null)
                cut = call.Syntax;
            if (!type.Name.EndsWith("Loss", StringComparison.Ordinal) && !Note(model, cut))
                return false;
        }
        else if (!scope.Code.Torch.IsLibrary(method))
        {
            return cut is not null || FollowHelper(call);
        }

        if (method.Name is "detach" or "detach_" or "item" or "ToSingle" or "ToDouble")
            cut = call.Syntax;
        return (scope.Code.Torch.IsModule(call.Instance?.Type) || Follow(call.Instance, cut)) && call.Arguments.All(argument => Follow(argument.Value, cut));
    }

    // What a method of the same object gives back; its tensor parameters are what all callers in sight give.
    private bool FollowHelper(IInvocationOperation call) => call.Instance is null or IInstanceReferenceOperation
        && (!_entered.Add(call.TargetMethod.OriginalDefinition) || (Returns.Of(call.TargetMethod.OriginalDefinition, scope.Code) is { Count: > 0 } returns && returns.All(returned => Follow(returned, null))));

    private bool Note(IOperation model, SyntaxNode? cut)
    {
        if (Place.Of(model, scope.Root) is not { } place)
            return cut is not null;

        if (cut is null)
            _reached.Add(place);
        else if (!_behind.ContainsKey(place))
            _behind[place] = cut;
        return true;
    }
}
