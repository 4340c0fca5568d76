using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <param name="input">The tensor.</param>
            /// <param name="pad">Elements before and after, for the last dimension first.</param>
            /// <param name="mode">Zeros is the same as Constant with value 0.</param>
            /// <param name="value">The filling, for Constant.</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => mode switch
                {
                    PaddingModes.Zeros => Aten.Call("pad", input, pad, "constant", 0.0),
                    PaddingModes.Constant => Aten.Call("pad", input, pad, "constant", value),
                    PaddingModes.Reflect => Aten.Call("pad", input, pad, "reflect"),
                    PaddingModes.Replicate => Aten.Call("pad", input, pad, "replicate"),
                    PaddingModes.Circular => Aten.Call("pad", input, pad, "circular"),
                    _ => throw new ArgumentException($"There is no padding mode {mode}.", nameof(mode)),
                };

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, pad.ToArray(), mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, Listed(pad)!, mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <summary>The same number on both sides of every dimension, that of the batch included.</summary>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
                => functional.pad(input, Each(2 * input.shape.Length, pad, 0), mode, value);
        }
    }
}
