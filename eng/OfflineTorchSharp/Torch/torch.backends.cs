namespace TorchSharp;

public static partial class torch
{
    /// <summary>Settings of GPU backends: remembered, and without effect on a CPU.</summary>
    public static partial class backends
    {
        public static partial class cuda
        {
            private static bool FlashAttention = true;
            private static bool MathAttention = true;

            public static bool flash_sdp_enabled() => FlashAttention;
            public static bool math_sdp_enabled() => MathAttention;
            public static void enable_flash_sdp(bool enable) => FlashAttention = enable;
            public static void enable_math_sdp(bool enable) => MathAttention = enable;

            public static partial class matmul
            {
                public static bool allow_tf32 { get; set; }
                public static bool allow_fp16_reduced_precision_reduction { get; set; } = true;
            }
        }

        public static partial class cudnn
        {
            public static bool allow_tf32 { get; set; } = true;
        }
    }
}
