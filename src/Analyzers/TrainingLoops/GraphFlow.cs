using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>What ties a tensor to parameters.</summary>
internal enum GraphTie
{
    /// <summary>Nothing: a constant, or data.</summary>
    None,

    /// <summary>Something that the source does not show.</summary>
    Unknown,

    /// <summary>A graph that backward can follow.</summary>
    Graph,

    /// <summary>A graph that was cut off.</summary>
    Cut,
}

/// <summary>How a value depends on parameters.</summary>
/// <param name="Tie">What ties it.</param>
/// <param name="By">Where the graph was cut.</param>
/// <param name="HidesCut">Whether requires_grad makes a new leaf behind the cut, so that backward runs, though it reaches no parameter.</param>
/// <param name="IsFlat">Whether the cut is a function with a slope of 0, so that backward runs and gives each parameter a gradient of 0.</param>
internal sealed record GraphFlow(GraphTie Tie, SyntaxNode? By = null, bool HidesCut = false, bool IsFlat = false)
{
    private const int DeepestChain = 24;

    // Each caller may have several of its own.
    private const int CostOfCallers = 6;

    // A method that calls another one, and itself perhaps.
    private const int DeepestHelper = 3;

    private static readonly GraphFlow None = new(GraphTie.None);
    private static readonly GraphFlow Unknown = new(GraphTie.Unknown);

    private static readonly HashSet<string> WithParameters =
    [
        "Linear", "Bilinear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d",
        "LayerNorm", "GroupNorm", "Embedding", "EmbeddingBag", "RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell", "MultiheadAttention", "Transformer",
        "TransformerEncoder", "TransformerDecoder", "TransformerEncoderLayer", "TransformerDecoderLayer", "PReLU",
    ];

    /// <summary>How a loss depends on parameters, seen from the call of backward.</summary>
    public static GraphFlow Of(IOperation? loss, SyntaxNode backward, TrainingCode code) =>
        new Walk(code, backward).Of(loss, DeepestChain) is { Tie: not GraphTie.Unknown } flow ? flow : NumberMadeLeaf(loss, code, backward) is { } number ? new(GraphTie.Cut, number, HidesCut: true) : Unknown;

    // loss = torch.tensor(total, requires_grad: true), or a method that returns it: whatever the number is, backward ends where it starts.
    private static SyntaxNode? NumberMadeLeaf(IOperation? loss, TrainingCode code, SyntaxNode backward, int left = DeepestHelper) => (loss is ILocalReferenceOperation local ? Creations.Of(local.Local, code) : Creations.Unwrap(loss)) switch
    {
        IInvocationOperation { TargetMethod.Name: "tensor" or "as_tensor" } made when code.Torch.IsLibrary(made.TargetMethod) => LeafOfNumber(made),
        IInvocationOperation call when left > 0 && Returns.Of(call.TargetMethod.OriginalDefinition, code) is { Count: 1 } returns && returns[0].Syntax.SyntaxTree == backward.SyntaxTree => NumberMadeLeaf(returns[0], code, backward, left - 1),
        _ => null,
    };

    private static SyntaxNode? LeafOfNumber(IInvocationOperation made) =>
        made.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value is { ConstantValue.HasValue: false } number && Walk.IsNumber(Creations.Unwrap(number)?.Type)
        && made.Arguments.Any(argument => argument.Parameter?.Name == "requires_grad" && argument.Value.ConstantValue is { HasValue: true, Value: true }) && !Walk.UsesGradientsOfTensors(made.Syntax)
            ? made.Syntax
            : null;

    private sealed class Walk(TrainingCode code, SyntaxNode backward)
    {
        private Dictionary<ISymbol, GraphFlow> _known = new(SymbolEqualityComparer.Default);

        // Of values that a variable has between two statements.
        private Dictionary<SyntaxNode, GraphFlow> _knownValues = [];

        public GraphFlow Of(IOperation? value, int left)
        {
            if (left <= 0)
                return Unknown;

            switch (value)
            {
                case null or ILiteralOperation or IDefaultValueOperation or ITypeOfOperation:
                    return None;
                case { ConstantValue.HasValue: true } or IPropertyReferenceOperation { Property.Name: "Count" or "Length" or "shape" or "device" or "dtype" }:
                    return None;
                case IConditionalOperation { WhenFalse: { } otherwise } either:
                    return Any([Of(either.WhenTrue, left - 1), Of(otherwise, left - 1)]);
                case IConversionOperation conversion when conversion.OperatorMethod is null or { ContainingType.Name: "Span" or "ReadOnlySpan" } || code.Torch.IsLibrary(conversion.OperatorMethod):
                    return Of(conversion.Operand, left - 1) is var operand && IsNumber(conversion.Type) ? CutBy(conversion.Syntax, operand) : operand;
                case IParenthesizedOperation parenthesized:
                    return Of(parenthesized.Operand, left - 1);
                case ILocalReferenceOperation { Local.Type: INamedTypeSymbol { Name: "List" } list } numbers when IsReal(list.TypeArguments[0]):
                    return OfNumbers(numbers, left - 1);
                case ILocalReferenceOperation { Local.Type: IArrayTypeSymbol array } filled when IsReal(array.ElementType):
                    return Any([OfNumbers(filled, left - 1), OfLocal(filled, left - 1)]);
                case ILocalReferenceOperation local:
                    return OfLocal(local, left - 1);
                case IParameterReferenceOperation { Parameter: var parameter } when _known.TryGetValue(parameter.OriginalDefinition, out var given):
                    return given;
                case IParameterReferenceOperation { Parameter: var parameter } when code.Torch.IsTensor(parameter.Type) && code.Callers.ArgumentsFor(parameter, code) is { Count: > 0 } handed:
                    return Any(handed.Select(argument => Of(argument, left - CostOfCallers)));
                case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } indexed } when code.Torch.IsTensor(indexed.Type):
                    return Of(indexed, left - 1);
                case IBinaryOperation binary when StepFunctions.Compares(binary):
                    return CutBy(binary.Syntax, Any([Of(binary.LeftOperand, left - 1), Of(binary.RightOperand, left - 1)]));
                case IBinaryOperation binary:
                    return Any([Of(binary.LeftOperand, left - 1), Of(binary.RightOperand, left - 1)]);
                case IUnaryOperation unary:
                    return Of(unary.Operand, left - 1);
                case IInvocationOperation call:
                    return OfCall(call, left - 1);
                case IArrayCreationOperation { Initializer: null }:
                    return None;
                // A .NET number has no graph, wherever it comes from.
                case IMemberReferenceOperation or IParameterReferenceOperation or IArrayElementReferenceOperation when IsNumber(value.Type):
                    return value is IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation or IParameterReferenceOperation } element && Of(element.ArrayReference, left - 1) is { Tie: GraphTie.Cut } cut ? cut : None;
                default:
                    return Unknown;
            }
        }

        private GraphFlow OfLocal(ILocalReferenceOperation use, int left)
        {
            var local = use.Local;
            if (_known.TryGetValue(local, out var known))
                return known;

            var values = Creations.AllOf(local, code);
            if (values.Count > 1 && LastGiven.Of(use, code) is { } last)
                return _knownValues.TryGetValue(last.Syntax, out var flow) ? flow : _knownValues[last.Syntax] = Filled(Of(last, left), use, left);

            // What a variable is made of itself adds nothing to the rest.
            _known[local] = None;
            return _known[local] = values.Count > 0 ? Filled(Any(values.Select(given => Of(given, left))), use, left) : Unknown;
        }

        // outputs = zeros(…); outputs[t] = model.call(…), or Collect(outputs); … outputs.requires_grad = true
        private GraphFlow Filled(GraphFlow given, ILocalReferenceOperation use, int left)
        {
            if (given.Tie is GraphTie.Graph or GraphTie.Unknown || !(use.Type is IArrayTypeSymbol || code.Torch.IsTensor(use.Type)))
                return given;

            var body = BodyAround(use);
            if (Fills.HaveHelperIn(body, use.Local, code))
                return Unknown;

            var flow = Any(Fills.In(body, use.Local).Select(value => Of(value, left)).Prepend(given));
            return flow.Tie != GraphTie.Cut || !Fills.MakeLeafIn(body, use.Local) ? flow : UsesGradientsOfTensors(use.Syntax) ? Unknown : flow with { HidesCut = true };
        }

        private static IOperation BodyAround(IOperation operation)
        {
            while (operation.Parent is { } around)
                operation = around;

            return operation;
        }

        // Behind a cut there is no graph, whatever the input was.
        private static GraphFlow CutBy(SyntaxNode cut, GraphFlow input, bool isFlat = false) => input.Tie switch
        {
            GraphTie.Graph => new(GraphTie.Cut, cut, IsFlat: isFlat),
            GraphTie.Unknown => None,
            _ => input,
        };

        private static bool IsReal(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double;

        public static bool IsNumber(ITypeSymbol? type) => IsReal(type) || type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64;

        // A list of .NET numbers, or an array of them: what the method adds to it or puts into it.
        private GraphFlow OfNumbers(ILocalReferenceOperation list, int left)
        {
            return Any(BodyAround(list).Descendants().Select(operation => operation switch
            {
                IInvocationOperation { TargetMethod.Name: "Add", Instance: ILocalReferenceOperation { Local: var owner }, Arguments: { Length: 1 } added } when TorchSharpContext.Same(owner, list.Local) => added[0].Value,
                ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: ILocalReferenceOperation { Local: var owner } }, Value: var put } when TorchSharpContext.Same(owner, list.Local) => put,
                _ => null,
            }).OfType<IOperation>().Select(number => Of(number, left)));
        }

        private GraphFlow OfCall(IInvocationOperation call, int left)
        {
            var method = call.TargetMethod;
            if (method.Name is "call" or "forward" && code.Torch.IsModule(call.Instance?.Type))
                return OfModule(call, left);
            // losses.Average(), pairs.Select(pair => model.call(pair).item<float>())
            if (method.ContainingType is { Name: "Enumerable", ContainingNamespace.Name: "Linq" })
                return call.Arguments.Length == 2 && Creations.Unwrap(call.Arguments[1].Value) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } && MakesOfTensors(lambda)
                    ? OfLambda(lambda, left)
                    : call.Arguments.Length == 1 || IsNumber((call.Type as IArrayTypeSymbol)?.ElementType ?? (call.Type as INamedTypeSymbol)?.TypeArguments.FirstOrDefault() ?? call.Type) ? Of(call.Arguments[0].Value, left) : Unknown;
            // values.ToArray(), of a list.
            if (method is { Name: "ToArray", ContainingType.Name: "List" } && call.Instance is { } listed)
                return Of(listed, left);
            if (method.ContainingType is { Name: "Math" or "MathF", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
                return Any(call.Arguments.Select(argument => Of(argument.Value, left)));
            if (!code.Torch.IsLibrary(method))
                return OfHelper(call, left);

            var inputs = Any(call.Arguments.Where(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Name != "target").Select(argument => Of(argument.Value, left)).Append(call.Instance is null ? None : Of(call.Instance, left)));
            if (method.Name is "requires_grad_" or "with_requires_grad" || call.Arguments.Any(argument => argument.Parameter?.Name == "requires_grad" && argument.Value.ConstantValue is not { HasValue: true, Value: false }))
                return inputs.Tie == GraphTie.Cut && !UsesGradientsOfTensors(call.Syntax) ? inputs with { HidesCut = true } : Unknown;

            return method.Name is "detach" or "detach_" or "item" or "data" or "ToSingle" or "ToDouble" || StepFunctions.Chooses(method.Name) ? CutBy(call.Syntax, inputs)
                : StepFunctions.Rounds(method.Name) ? CutBy(call.Syntax, inputs, isFlat: true)
                : method.Name.EndsWith("_like", StringComparison.Ordinal) ? None
                : inputs;
        }

        private bool MakesOfTensors(IAnonymousFunctionOperation lambda) => lambda.Body.Descendants().Any(part => code.Torch.IsTensor(part.Type));

        private GraphFlow OfLambda(IAnonymousFunctionOperation lambda, int left) =>
            lambda.Body.Operations is { Length: 1 } body && body[0] is IReturnOperation { ReturnedValue: { } returned } ? Of(returned, left) : Unknown;

        // A loss that a method of the code's own computes of what it is given.
        private GraphFlow OfHelper(IInvocationOperation call, int left)
        {
            if (Returns.Of(call.TargetMethod.OriginalDefinition, code) is not { Count: > 0 } returns)
                return Unknown;

            var outer = (_known, _knownValues);
            Dictionary<ISymbol, GraphFlow> inner = new(SymbolEqualityComparer.Default);
            foreach (var argument in call.Arguments)
                if (argument.Parameter is { } parameter)
                    inner[parameter.OriginalDefinition] = Of(argument.Value, left);

            (_known, _knownValues) = (inner, []);
            var flow = Any(returns.Select(returned => Of(returned, left)));
            (_known, _knownValues) = outer;
            // What another file cuts is told there, if it is.
            return flow.By is { } cut && cut.SyntaxTree != backward.SyntaxTree ? Unknown : flow;
        }

        private GraphFlow OfModule(IInvocationOperation call, int left)
        {
            var type = call.Instance!.Type;
            var layer = code.Torch.LayerName(type);
            // A loss pulls its input towards its target, which is data.
            var isLoss = layer?.EndsWith("Loss", StringComparison.Ordinal) == true;
            var inputs = Any(call.Arguments.Take(isLoss ? 1 : call.Arguments.Length).Select(argument => Of(argument.Value, left)));
            var hasParameters = layer is null ? code.Source.HasSource(type!) || IsAnyModel(type!) : layer == "Sequential" || WithParameters.Contains(layer);
            if (layer is null && !hasParameters)
                return Unknown;
            if (!hasParameters)
                return inputs;

            return call.SemanticModel is { } semantics && GradientModes.Around(call.Syntax, semantics, code.Torch, code.Cancellation) is var (_, region) && !region.Span.Contains(backward.Span)
                ? new(GraphTie.Cut, call.Syntax)
                : new(GraphTie.Graph);
        }

        // Module<Tensor, Tensor>: whatever it is given.
        private bool IsAnyModel(ITypeSymbol type) => type is INamedTypeSymbol { Name: "Module", TypeArguments.Length: > 1 } && code.Torch.IsLibrary(type);

        // Whoever reads the gradient of a leaf, or trains it, made it on purpose.
        public static bool UsesGradientsOfTensors(SyntaxNode leaf) => leaf.FirstAncestorOrSelf<SyntaxNode>(node => node is TypeDeclarationSyntax or CompilationUnitSyntax)!
            .DescendantNodes().Any(node => node switch
            {
                MemberAccessExpressionSyntax { Name.Identifier.ValueText: "grad" } or MemberBindingExpressionSyntax { Name.Identifier.ValueText: "grad" } => true,
                ObjectCreationExpressionSyntax { Type: SimpleNameSyntax { Identifier.ValueText: "Parameter" } } => true,
                InitializerExpressionSyntax or CollectionExpressionSyntax => node.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => IsNameOf(name, leaf)),
                _ => false,
            });

        private static bool IsNameOf(IdentifierNameSyntax name, SyntaxNode leaf) => name.Identifier.ValueText == leaf.FirstAncestorOrSelf<SyntaxNode>(node => node is VariableDeclaratorSyntax or AssignmentExpressionSyntax or StatementSyntax) switch
        {
            VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
            AssignmentExpressionSyntax { Left: var target } => target.ToString(),
            _ => null,
        };

        private static GraphFlow Any(IEnumerable<GraphFlow> inputs)
        {
            var all = inputs.ToList();
            return all.Find(input => input.Tie == GraphTie.Graph) ?? all.Find(input => input.Tie == GraphTie.Unknown) ?? all.Find(input => input.Tie == GraphTie.Cut) ?? None;
        }
    }
}
