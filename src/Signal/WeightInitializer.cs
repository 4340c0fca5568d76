namespace GradGuard.Signal;

/// <summary>How a weight is drawn.</summary>
public sealed record WeightInitializer(string Name);

/// <summary>How a bias is drawn.</summary>
public sealed record BiasInitializer(string Name);
