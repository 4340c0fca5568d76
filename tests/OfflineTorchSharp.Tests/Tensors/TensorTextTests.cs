using System.Globalization;
using GradGuard.OfflineTorchSharp.Tests.Peer;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Tensors;

public class TensorTextTests
{
    [Fact]
    public void The_short_text_has_shape_type_and_device() =>
        Assert.StartsWith("[2x3], type = Float32, device = cpu", zeros(2, 3).ToString());

    [Fact]
    public void The_long_text_has_the_elements()
    {
        Assert.SkipWhen(LoadedTorchSharp.IsReal, "TorchSharp lays the elements out in its own way.");

        var text = tensor(new[,] { { 1f, 2.5f }, { -3f, 4f } }).str(cultureInfo: CultureInfo.InvariantCulture);

        Assert.Equal("[2x2], type = Float32, device = cpu\n[[1, 2.5],\n [-3, 4]]", text);
        Assert.Contains("0, 1, 2, ..., 97, 98, 99", arange(100).str());
    }
}
