using System.Collections.Concurrent;
using GradGuard.Analyzers.Modules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>A rule about what training code does, in which order, on every path.</summary>
internal abstract class TrainingLoopRule(DiagnosticDescriptor descriptor) : GradGuardRule(descriptor)
{
    public sealed override void Register(RuleRegistration on) => OnLoops(on, IsAbout, Analyze);

    /// <summary>Looks at training code for a rule that looks at other code too.</summary>
    /// <param name="on">The rule's registration.</param>
    /// <param name="isAbout">Whether a body is worth a walk.</param>
    /// <param name="analyze">Looks at a body with the bodies that it calls.</param>
    public static void OnLoops(RuleRegistration on, Func<IOperation, TrainingCode, bool> isAbout, Action<TrainingScope> analyze)
    {
        // A method that several loops call is found once.
        var reported = new ConcurrentDictionary<Location, bool>();
        on.Bodies(block =>
        {
            var code = TrainingCode.Of(on.Torch, block.CancellationToken);
            foreach (var body in block.OperationBlocks)
                if (body is IBlockOperation or IMethodBodyBaseOperation && isAbout(body, code))
                    Walk(body, code, block, reported, analyze);
        });
    }

    private static void Walk(IOperation body, TrainingCode code, OperationBlockAnalysisContext block, ConcurrentDictionary<Location, bool> reported, Action<TrainingScope> analyze)
    {
        // What happens in which order is not to be known while a line is typed: it may swallow the next one, as using does.
        if (UnfinishedCode.FailsToParse(body.Syntax))
            return;

        foreach (var graph in WithFunctions(block.GetControlFlowGraph(body)))
        {
            var scope = new TrainingScope(code, graph, block.Options, diagnostic =>
            {
                if (reported.TryAdd(diagnostic.Location, true) && !GeneratedCode.Holds(diagnostic.Location))
                    block.ReportDiagnostic(diagnostic);
            });
            if (!scope.IsTooLong)
                analyze(scope);
        }
    }

    /// <summary>Whether a body is worth a walk.</summary>
    private protected virtual bool IsAbout(IOperation body, TrainingCode code) => code.Trains(body);

    private protected abstract void Analyze(TrainingScope scope);

    // A lambda or local function is a body of its own too: an event handler is never called in sight.
    private static IEnumerable<ControlFlowGraph> WithFunctions(ControlFlowGraph body)
    {
        var functions = body.LocalFunctions.Select(local => body.GetLocalFunctionControlFlowGraph(local))
            .Concat(Lambdas.In(body).Select(lambda => body.GetAnonymousFunctionControlFlowGraph(lambda)));
        return functions.SelectMany(WithFunctions).Prepend(body);
    }
}
