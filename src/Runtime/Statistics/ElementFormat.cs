namespace GradGuard.Statistics;

/// <summary>The floating-point formats that gradients come in.</summary>
internal enum ElementFormat
{
    Float32,
    Float64,
    Float16,
    BFloat16,
}
