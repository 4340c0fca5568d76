namespace GradGuard.Remedies;

/// <summary>Something to change in the model or its training.</summary>
/// <param name="Action">What to change, as one imperative sentence with the TorchSharp call.</param>
/// <param name="Link">The page that explains it.</param>
/// <param name="RuleId">The analyzer rule that would have found the risk before training, or null.</param>
public sealed record Remedy(string Action, string Link, string? RuleId = null);
