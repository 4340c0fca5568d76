namespace GradGuard.Analyzers.Settings;

/// <summary>Why a setting of the user has no effect.</summary>
/// <param name="What">What is wrong, without the full stop.</param>
/// <param name="Advice">What to write instead, without the full stop.</param>
internal sealed record SettingFault(string What, string Advice);
