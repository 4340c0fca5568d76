using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => Drop("dropout", input, p, training, inplace);

            /// <summary>Zeroes whole channels of (N, C, L).</summary>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => DropChannels(input, p, training, inplace, unbatchedDimensions: 2);

            /// <summary>Zeroes whole channels of (N, C, H, W).</summary>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => Drop("feature_dropout", input, p, training, inplace);

            /// <summary>Zeroes whole channels of (N, C, D, H, W).</summary>
            public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
                => Drop("feature_dropout", input, p, training, inplace);

            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false)
                => Drop("alpha_dropout", input, p, training, inplace);

            public static Tensor feature_alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false)
                => Drop("feature_alpha_dropout", input, p, training, inplace);

            private static Tensor Drop(string kind, Tensor input, double p, bool training, bool inplace)
                => Aten.Call(inplace ? kind + "_" : kind, input, p, training);

            private static Tensor DropChannels(Tensor input, double p, bool training, bool inplace, int unbatchedDimensions)
            {
                if (input.shape.Length != unbatchedDimensions)
                {
                    return Drop("feature_dropout", input, p, training, inplace);
                }

                using var batched = Aten.Call("unsqueeze", input, 0L);
                using var dropped = Drop("feature_dropout", batched, p, training, inplace);
                return Aten.Call("squeeze.dim", dropped, 0L);
            }
        }
    }
}
