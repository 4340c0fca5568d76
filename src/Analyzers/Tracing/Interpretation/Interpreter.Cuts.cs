using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private CutRecord? _cuts;
    private SyntaxNode? _unrecordedBy;

    /// <summary>Where the forward that was traced last cuts layers off from its output.</summary>
    public IReadOnlyList<GradientCut> Cuts { get; private set; } = [];

    /// <summary>A tensor that operations read without its graph.</summary>
    public AbstractValue Cut(AbstractValue value, TensorValue tensor, CutKind kind, SyntaxNode? place)
    {
        _cuts?.Cut(value, tensor, kind, place);
        return value;
    }

    // A target is what a loss pulls towards, not what it trains.
    private AbstractValue Flowing(AbstractValue? receiver, Arguments arguments, AbstractValue result)
    {
        if (_cuts is { IsEmpty: false } cuts)
            cuts.Flow(Sources(receiver, arguments), result);
        return result;
    }

    private static IEnumerable<AbstractValue> Sources(AbstractValue? receiver, Arguments arguments) =>
        arguments.Values.Where(value => !ReferenceEquals(value, arguments["target"])).Concat(receiver is null ? [] : [receiver]);

    // Code that is not here may take a tensor anywhere.
    private void Escape(IEnumerable<AbstractValue> values)
    {
        if (_cuts is not null)
            foreach (var value in values)
                _cuts.Escape(value);
    }

    private void LoseTrack()
    {
        if (_cuts is not null)
            _cuts.IsUnsure = true;
    }

    private void NoteMode(int node)
    {
        if (_unrecordedBy is null || _cuts is null)
            return;
        if (_cuts.IsOf(Graph))
            _cuts.LeaveUnrecorded(node, _unrecordedBy);
        else
            _cuts.IsUnsure = true;
    }

    // Runs what stands under a using: no_grad() and its kin hold to its end.
    private Completion Under(IOperation? resources, Func<Completion> body)
    {
        var outer = _unrecordedBy;
        if (ModeOf(resources) is var (isRecording, place))
            _unrecordedBy = isRecording ? null : place;

        var completion = body();
        _unrecordedBy = outer;
        return completion;
    }

    private (bool IsRecording, SyntaxNode Place)? ModeOf(IOperation? resource) => resource switch
    {
        IVariableDeclarationGroupOperation group => group.Declarations.SelectMany(declaration => declaration.Declarators)
            .Select(declarator => ModeOf(declarator.Initializer?.Value)).FirstOrDefault(mode => mode is not null),
        IConversionOperation conversion => ModeOf(conversion.Operand),
        IInvocationOperation { TargetMethod.Name: "no_grad" } call when Torch.IsLibrary(call.TargetMethod) => (false, call.Syntax),
        IInvocationOperation { TargetMethod.Name: "inference_mode" or "set_grad_enabled" or "enable_grad" } call when Torch.IsLibrary(call.TargetMethod)
            && call.Arguments.Select(argument => argument.Value.ConstantValue).FirstOrDefault() is { HasValue: true, Value: bool isOn } => (isOn != (call.TargetMethod.Name == "inference_mode"), call.Syntax),
        _ => null,
    };

    private static bool HasWeights(LayerNode node) => Graphs.LayerNodes.HasWeights(node);
}
