using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>The constant learning rate that an optimizer is made with.</summary>
/// <param name="Value">The rate.</param>
/// <param name="IsAdaptive">Whether the optimizer scales each step by the size of past gradients, so that a rate is a length.</param>
/// <param name="Creation">The construction of the optimizer.</param>
/// <param name="Place">Where the rate is written.</param>
internal sealed record LearningRate(double Value, bool IsAdaptive, IOperation Creation, SyntaxNode Place)
{
    // Adadelta scales its own steps: its rate is 1 as a rule.
    private static readonly Dictionary<string, bool> Adaptive = new()
    {
        ["SGD"] = false,
        ["ASGD"] = false,
        ["Adam"] = true,
        ["AdamW"] = true,
        ["Adamax"] = true,
        ["NAdam"] = true,
        ["RAdam"] = true,
        ["RMSProp"] = true,
    };

    public static LearningRate? Of(IOperation creation, TorchSharpContext torch)
    {
        if (creation.Type is not { } type || !Adaptive.TryGetValue(type.Name, out var isAdaptive))
            return null;

        var arguments = creation switch
        {
            IInvocationOperation { Instance: null } call when torch.IsOptimizer(type) && torch.IsLibrary(call.TargetMethod) => call.Arguments,
            IObjectCreationOperation made when torch.IsOptimizer(type) && torch.IsLibrary(type) => made.Arguments,
            _ => [],
        };
        var rate = arguments.FirstOrDefault(argument => argument.Parameter?.Name is "lr" or "learningRate" && argument.ArgumentKind == ArgumentKind.Explicit)?.Value;
        return rate?.ConstantValue is { HasValue: true, Value: double or float or int or long } constant
            ? new(Convert.ToDouble(constant.Value, CultureInfo.InvariantCulture), isAdaptive, creation, rate.Syntax)
            : null;
    }
}
