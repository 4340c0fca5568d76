using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using M = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Mobile;

/// <summary>Small builders shared by the models here.</summary>
internal static class Make
{
    public static Sequential Conv(long i, long o, long k = 3, long s = 1, long groups = 1, Func<M>? act = null)
    {
        var seq = Sequential(Conv2d(i, o, k, stride: s, padding: (k - 1) / 2, groups: groups, bias: false), BatchNorm2d(o));
        if (act is not null)
            seq.append(act());
        return seq;
    }

    /// <summary>As in the reference code of MobileNet.</summary>
    public static int Divisible(double v, int divisor = 8)
    {
        var new_v = Math.Max(divisor, (int)(v + divisor / 2.0) / divisor * divisor);
        return new_v < 0.9 * v ? new_v + divisor : new_v;
    }
}
