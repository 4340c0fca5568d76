using System.Runtime.InteropServices;
using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests.Statistics;

public class ScalingKernelTests
{
    [Fact]
    public void Every_element_is_multiplied_in_place_whatever_the_length()
    {
        for (var length = 0; length < 40; length++)
        {
            var floats = Enumerable.Range(1, length).Select(i => (float)i).ToArray();
            var doubles = Enumerable.Range(1, length).Select(i => (double)i).ToArray();

            ScalingKernel.Multiply(MemoryMarshal.AsBytes(floats.AsSpan()), ElementFormat.Float32, 0.3);
            ScalingKernel.Multiply(MemoryMarshal.AsBytes(doubles.AsSpan()), ElementFormat.Float64, 0.3);

            Assert.Equal(Enumerable.Range(1, length).Select(i => i * 0.3f), floats);
            Assert.Equal(Enumerable.Range(1, length).Select(i => i * 0.3), doubles);
        }
    }
}
