using System.Reflection;

namespace GradGuard.OfflineTorchSharp.Tests.Peer;

/// <summary>Which TorchSharp these tests run on.</summary>
internal static class LoadedTorchSharp
{
    public static bool IsReal => Metadata("TorchSharpSource") == "package";

    // Seen with TorchSharp 0.107.0 on libtorch 2.10, against PyTorch 1.13.
    private static readonly Dictionary<string, string> DifferencesOfTheReal = new()
    {
        ["AdaptiveMaxPool3d"] = "The real TorchSharp's adaptive_max_pool3d ends the process.",
        ["Conv2d replicate same"] = "The real TorchSharp pads an even kernel with other modes than zeros by one row less.",
        ["Hardtanh"] = "The real TorchSharp's hardtanh returns its input.",
        ["MultiheadAttention of other dimensions"] = "The real TorchSharp has other values with kdim, vdim and an added key and value; why is not known.",
        ["gaussian_nll_loss"] = "The real TorchSharp sums the loss over a row also where no reduction is asked for.",
        ["hardswish"] = "Later versions of libtorch take the slope at 3 from the other side.",
        ["hardtanh"] = "The real TorchSharp's hardtanh returns its input.",
    };

    /// <summary>Skips a comparison with PyTorch that the real TorchSharp is known not to hold.</summary>
    public static void SkipWhereTheRealDiffers(string name)
    {
        var why = DifferencesOfTheReal.GetValueOrDefault(name);
        Assert.SkipWhen(IsReal && why is not null, why ?? "");
    }

    public static string RepositoryRoot => Metadata("RepositoryRoot");

    private static string Metadata(string key) =>
        typeof(LoadedTorchSharp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
