using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private LaterInitialization? _later;
    private AbstractValue? _made;

    /// <summary>Draws the weights of a model as code outside its class does once it is made.</summary>
    public void Initialize(AbstractValue model, LaterInitialization later)
    {
        var variables = new List<(ILocalSymbol Local, IOperation Value)>();
        foreach (var argument in (later.Draw as IInvocationOperation)?.Arguments ?? [])
            ClosedExpression.Collect(argument.Value, variables, source, cancellation);

        (_later, _made) = (later, model);
        try
        {
            var frame = new Frame(null, null, null);
            InFrame(frame, () =>
            {
                foreach (var (local, value) in variables.Where(variable => !TorchSharpContext.Same(variable.Local, later.Variable)))
                    frame.Declare(local, Evaluate(value));
                if (later.Variable is ILocalSymbol held)
                    frame.Declare(held, model);

                if (later.Draw is ILoopOperation)
                    Execute(later.Draw);
                else
                    Evaluate(later.Draw);

                return model;
            });
        }
        catch (PathThrowsException)
        {
            // Code that fails here draws nothing.
        }
        finally
        {
            (_later, _made) = (null, null);
        }
    }

    // The model that stands for its creation and the member that holds it.
    private AbstractValue? MadeBefore(SyntaxNode creation) => _later?.Creation == creation ? _made : null;

    private AbstractValue? MadeBefore(ISymbol member) => _later?.Variable is { } variable && TorchSharpContext.Same(variable, member) ? _made : null;
}
