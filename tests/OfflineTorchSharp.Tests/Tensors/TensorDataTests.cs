using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Tensors;

public class TensorDataTests
{
    [Fact]
    public void Bytes_are_the_tensors_own_memory()
    {
        var t = tensor(new[] { 1f, 2f, 3f });

        MemoryMarshal.Cast<byte, float>(t.bytes)[1] = 7f;

        Assert.Equal(12, t.bytes.Length);
        Assert.Equal([1.0, 7.0, 3.0], Elements.Of(t));
    }

    [Fact]
    public void Bytes_of_a_view_that_is_not_contiguous_are_refused() =>
        Assert.Throws<InvalidOperationException>(() => zeros(2, 3).t().bytes.Length);

    [Fact]
    public void Half_precision_reads_as_bytes_of_two_each()
    {
        var half = tensor(new[] { 1f, 0.5f }).to_type(ScalarType.Float16);
        var brain = tensor(new[] { 1f, 0.5f }).to_type(ScalarType.BFloat16);

        Assert.Equal([(Half)1, (Half)0.5], MemoryMarshal.Cast<byte, Half>(half.bytes).ToArray());
        Assert.Equal([0x3F80, 0x3F00], MemoryMarshal.Cast<byte, ushort>(brain.bytes).ToArray().Select(bits => (int)bits));
        Assert.Equal(1.5f, (half.sum() + brain.sum().to_type(ScalarType.Float16)).ToSingle() / 2);
    }

    [Fact]
    public void Data_reads_through_strides_and_writes_in_place()
    {
        var t = tensor(new[,] { { 1L, 2L, 3L }, { 4L, 5L, 6L } });
        using var transposed = t.t().data<long>();

        Assert.Equal([1L, 4L, 2L, 5L, 3L, 6L], transposed.ToArray());
        transposed[2, 0] = 30;

        Assert.Equal(30L, t[0, 2].item<long>());
    }

    [Fact]
    public void Item_wants_the_exact_element_type()
    {
        Assert.Equal(2f, tensor(2f).item<float>());
        Assert.Throws<ArgumentException>(() => tensor(2f).item<double>());
        Assert.Throws<ArgumentException>(() => tensor(2.0).item<float>());
        Assert.Throws<ArgumentException>(() => zeros(2).item<float>());
    }

    [Fact]
    public void Conversions_to_numbers_take_any_element_type()
    {
        Assert.Equal(2.5, tensor(2.5f).ToDouble());
        Assert.Equal(2.5f, tensor(2.5).ToSingle());
        Assert.Equal(2L, tensor(2.5).ToInt64());
        Assert.Equal(3, (int)tensor(3L));
        Assert.True(tensor(true).ToBoolean());
    }

    [Fact]
    public void A_slice_reads_its_own_elements()
    {
        var t = arange(6, dtype: float32);

        Assert.Equal(3f, t[3].item<float>());
        Assert.Equal([2f, 3f], t.slice(0, 2, 4, 1).data<float>().ToArray());
        Assert.Equal(8, t.slice(0, 2, 4, 1).bytes.Length);
    }

    [Fact]
    public void Converting_keeps_the_values()
    {
        var t = tensor(new[] { 1.7f, -2.2f });

        Assert.Equal([1L, -2L], Elements.Integers(t.@long()));
        Assert.Equal(ScalarType.Float64, t.@double().dtype);
        Assert.Equal(ScalarType.Bool, t.@bool().dtype);
        Assert.Equal(ScalarType.Int32, t.type_as(zeros(1, dtype: int32)).dtype);
        Assert.Equal(DeviceType.CPU, t.to(CPU).device_type);
    }
}
