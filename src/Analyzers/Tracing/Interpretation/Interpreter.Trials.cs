using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private int _trials;
    private bool _isTrialExact;

    // What a constructor runs through a module says how large its results are: conv.call(zeros(1, 3, 64, 64)).numel(). A block whose turns
    // only a run counts may change the size at each.
    private DataTensor Try(AbstractValue module, IReadOnlyList<AbstractValue> inputs, SyntaxNode? use)
    {
        if (inputs.Count == 0 || inputs[0] is not DataTensor { Shape: not null })
            return new DataTensor("output");

        if (_trials++ == 0)
            _isTrialExact = true;
        try
        {
            return Tried(module, inputs, use) is DataTensor { Shape: { } shape } && _isTrialExact ? new DataTensor("output", shape: shape) : new DataTensor("output");
        }
        finally
        {
            _trials--;
        }
    }

    private AbstractValue Tried(AbstractValue module, IReadOnlyList<AbstractValue> inputs, SyntaxNode? use)
    {
        switch (module)
        {
            case LayerModule layer when inputs[0] is DataTensor { Shape: { } shape }:
                return new DataTensor("output", shape: DataShapes.After(layer, shape));
            case ContainerModule { IsSequential: true, Children.HasKnownLength: true } sequential:
                return sequential.Children.Elements.Aggregate(inputs[0], (value, child) => CallModule(ModuleNames.ModuleOf(child), [value], use));
            case UserModule user:
                return CallUserModule(user, inputs, use);
            default:
                return new DataTensor("output");
        }
    }
}
