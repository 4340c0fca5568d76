using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Sines of the model's input times numbers that differ from feature to feature, or that only a run knows, such as the embedding of a
/// diffusion's step: features that no layer has made, whose mean square is known whatever the angles are.
/// </summary>
internal static class AngleEncodings
{
    /// <summary>The mean square of the sine of an angle that takes all values alike.</summary>
    public const double SquareOfSine = 0.5;

    /// <summary>The features; null where one number turns all of the input, or the angle depends on a layer.</summary>
    public static AbstractValue? Of(TensorCall call) => call.Subject is TensorValue && IsOpenAngle(call.Graph, call.First)
        ? call.Emit(new InputNode(call.Path, SquareOfSine))
        : null;

    private static bool IsOpenAngle(GraphBuilder graph, int angle)
    {
        var isOpen = false;
        var left = new Stack<int>([angle]);
        while (left.Count > 0)
        {
            var node = graph[left.Pop()];
            if (node is not (InputNode or UnknownNode { Inputs.Count: 0 } or ScaleNode or ShiftNode or MultiplyNode or ReshapeNode))
                return false;

            isOpen |= node is UnknownNode or InputNode { IsShared: true };
            foreach (var input in node.Inputs)
                left.Push(input);
        }

        return isOpen;
    }
}
