using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Code outside a model's class that draws its weights once it is made: var net = new Generator(); net.apply(WeightsInit);, or
/// new Generator().Initialize(0.02).
/// </summary>
/// <param name="Draw">The call or loop.</param>
/// <param name="Creation">The expression that makes the model.</param>
/// <param name="Variable">The variable that holds the model; null where the call goes on from the expression itself.</param>
internal sealed record LaterInitialization(IOperation Draw, SyntaxNode Creation, ISymbol? Variable)
{
    private const int MostCreations = 8;
    private const int DeepestHelper = 2;

    /// <summary>What draws the weights of a class's objects; none where places that make one do not agree.</summary>
    public static IReadOnlyList<LaterInitialization> Of(INamedTypeSymbol type, ObjectCreations creations, SourceCode source, TorchSharpContext torch, CancellationToken cancellation)
    {
        var search = new Search(source, torch, cancellation);
        var perCreation = creations.Of(type, cancellation).Take(MostCreations).Select(search.After).Where(draws => draws.Count > 0).ToList();
        return perCreation.Count > 0 && perCreation.TrueForAll(draws => draws.Select(Text).SequenceEqual(perCreation[0].Select(Text))) ? perCreation[0] : [];
    }

    // One copy is drawn like the other, whatever variables hold them.
    private static string Text(LaterInitialization initialization) => initialization.Draw is IInvocationOperation call
        ? call.TargetMethod.Name + string.Join(",", call.Arguments.Where(argument => argument.Value.Type is not { } type || !type.IsReferenceType || type.TypeKind == TypeKind.Delegate).Select(argument => argument.Value.Syntax))
        : initialization.Draw.Syntax.GetType().Name;

    private sealed class Search(SourceCode source, TorchSharpContext torch, CancellationToken cancellation)
    {
        public IReadOnlyList<LaterInitialization> After(IObjectCreationOperation creation)
        {
            var found = new List<LaterInitialization>();
            var value = (IOperation)creation;
            for (var around = value.Parent; around is IConversionOperation or IParenthesizedOperation or IArgumentOperation or IInvocationOperation; around = around.Parent)
            {
                if (around is not IInvocationOperation call)
                    continue;
                if (!torch.IsModule(call.Type) || !IsGiven(call, inner => inner == value || Unwrap(inner) == value))
                    return found;
                if (Draws(call.TargetMethod, 0))
                    found.Add(new(call, creation.Syntax, null));

                value = call;
            }

            var variable = VariableOf(value);
            if (variable is not null)
                foreach (var body in BodiesAfter(variable, value))
                    Collect(body, new(creation.Syntax, variable), value.Syntax, found);

            return found;
        }

        private static ISymbol? VariableOf(IOperation value)
        {
            var holder = value.Parent;
            while (holder is IConversionOperation or IParenthesizedOperation)
                holder = holder.Parent;

            return holder switch
            {
                IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => declarator.Symbol,
                IFieldInitializerOperation { InitializedFields: { Length: 1 } fields } => fields[0],
                IPropertyInitializerOperation { InitializedProperties: { Length: 1 } properties } => properties[0],
                ISimpleAssignmentOperation assignment => assignment.Target switch
                {
                    ILocalReferenceOperation local => local.Local,
                    IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation } member => member.Member,
                    _ => null,
                },
                _ => null,
            };
        }

        // The code that makes the model; for a member that starts with one, the constructors.
        private IEnumerable<IOperation> BodiesAfter(ISymbol variable, IOperation value)
        {
            var root = value;
            while (root.Parent is { } parent)
                root = parent;

            return root is IFieldInitializerOperation or IPropertyInitializerOperation
                ? variable.ContainingType.InstanceConstructors.Select(constructor => source.BodyOf(constructor, cancellation)).OfType<IOperation>()
                : [root];
        }

        private void Collect(IOperation operation, Holder holder, SyntaxNode made, List<LaterInitialization> found)
        {
            // What a function does is done when it is called.
            if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation && !operation.Syntax.Span.Contains(made.Span))
                return;
            if (operation.Syntax.SyntaxTree == made.SyntaxTree && operation.Syntax.Span.End <= made.Span.End)
                return;
            if (IsDraw(operation, holder))
            {
                found.Add(new(operation, holder.Creation, holder.Variable));
                return;
            }

            foreach (var part in operation.ChildOperations)
                Collect(part, holder, made, found);
        }

        private bool IsDraw(IOperation operation, Holder holder) => operation switch
        {
            IInvocationOperation call when IsInitializer(call.TargetMethod) || IsFill(call) => Refers(call, holder),
            IInvocationOperation call => IsGiven(call, holder.HasOrIs) && (IsApply(call) || Draws(call.TargetMethod, 0)),
            IForEachLoopOperation loop => Refers(loop.Collection, holder) && loop.Body.Descendants().OfType<IInvocationOperation>().Any(call => IsInitializer(call.TargetMethod) || IsFill(call) || Draws(call.TargetMethod, 0)),
            _ => false,
        };

        private static bool Refers(IOperation operation, Holder holder) => operation.DescendantsAndSelf().Any(holder.Is);

        private static bool IsGiven(IInvocationOperation call, Func<IOperation, bool> isModel) =>
            (call.Instance is { } receiver && isModel(receiver)) || call.Arguments.Any(argument => isModel(Unwrap(argument.Value)));

        private bool IsApply(IInvocationOperation call) => call.TargetMethod.Name == "apply" && torch.IsModule(call.Instance?.Type) && torch.IsLibrary(call.TargetMethod);

        private bool IsInitializer(IMethodSymbol method) => method.IsStatic && method.ContainingType is { Name: "init", ContainingType.Name: "nn" } && torch.IsLibrary(method);

        // layer.weight.fill_(0.01), where copy_ and mul_ may as well keep a running mean.
        private bool IsFill(IInvocationOperation call) => call.TargetMethod.Name is "fill_" or "zero_" or "normal_" or "uniform_" && TorchSharpContext.Same(call.Instance?.Type, torch.Parameter);

        // A helper that trains does more than to draw.
        private bool Draws(IMethodSymbol method, int depth)
        {
            var implementation = method.IsAbstract ? source.OnlyImplementation(method) : method.OriginalDefinition;
            if (depth > DeepestHelper || implementation is null || !source.HasSource(implementation) || source.BodyOf(implementation, cancellation) is not { } body)
                return false;

            var calls = body.Descendants().OfType<IInvocationOperation>().ToList();
            return !calls.Exists(call => call.TargetMethod.Name is "backward" or "step")
                && calls.Exists(call => IsInitializer(call.TargetMethod) || IsFill(call) || IsApply(call) || Draws(call.TargetMethod, depth + 1));
        }

        private static IOperation Unwrap(IOperation operation)
        {
            while (operation is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
                operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;

            return operation;
        }

        private readonly record struct Holder(SyntaxNode Creation, ISymbol Variable)
        {
            public bool Is(IOperation operation) => operation switch
            {
                ILocalReferenceOperation local => TorchSharpContext.Same(local.Local, Variable),
                IMemberReferenceOperation member => TorchSharpContext.Same(member.Member, Variable),
                _ => false,
            };

            // The model, or a layer of it.
            public bool HasOrIs(IOperation operation)
            {
                for (var part = operation; part is not null; part = (part as IMemberReferenceOperation)?.Instance)
                    if (Is(part))
                        return true;

                return false;
            }
        }
    }
}
