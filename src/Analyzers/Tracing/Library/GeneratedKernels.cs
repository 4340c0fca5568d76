using GradGuard.Signal;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Convolutions whose kernels another network has made (Ha et al. 2017, section 3.1): a product of the matrix of patches, one a position
/// with all that its window holds, and the matrix of kernels, one an output.
/// </summary>
internal static class GeneratedKernels
{
    private const long LargestWindow = 64;

    /// <summary>The convolution with a kernel [out, in, …] that comes from the graph; null where the code does not tell its lengths.</summary>
    public static AbstractValue? Convolve(TensorCall call, AbstractValue? kernel, int axes)
    {
        if (call.Subject is not TensorValue || kernel is not TensorValue { Shape: { } shape } made || shape.Count != axes + 2 || !shape.All(length => length is ConstantValue { Value: > 0L })
            || call.Arguments["groups"] is not (null or ConstantValue { Value: 1L }) || Sizes.Product(shape.Skip(2)).Value is not ({ } window and <= LargestWindow))
            return null;

        var interpreter = call.Interpreter;
        var all = interpreter.Emit(new ReshapeNode(interpreter.OperationPath("flatten"), [interpreter.NodeOf(made, call.Use)], MergesPositions: true), call.Use);
        var kernels = interpreter.Emit(new ReshapeNode(interpreter.OperationPath("kernels"), [all.Node], Spread: Sizes.Of(shape[0])), call.Use);
        var patches = interpreter.Emit(new ConcatenateNode(interpreter.OperationPath("patches"), [.. Enumerable.Repeat(call.First, (int)window)]), call.Use);
        var convolved = interpreter.Emit(new MatrixProductNode(call.Path, [patches.Node, kernels.Node], false, false, Sizes.Product(shape.Skip(1))), call.Use);
        call.Graph.NoteLayout(convolved.Node, 1);
        var stride = call.Arguments.Volume(call.Arguments["stride"] is null ? "strides" : "stride", axes);
        var kept = stride.Value is null or 1 ? convolved : interpreter.Emit(new PoolNode(interpreter.OperationPath("stride"), [convolved.Node], PoolKind.Average, Size.Of(1), stride), call.Use);
        return call.Arguments["bias"] is TensorValue or DataTensor or ParameterValue
            ? TensorArithmetic.Combine(interpreter, BinaryOperatorKind.Add, kept, call.Arguments["bias"]!, call.Use)
            : kept;
    }
}
