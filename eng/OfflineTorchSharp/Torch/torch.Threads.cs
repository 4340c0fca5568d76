using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static int get_num_threads() => Native.ots_threads();
    public static void set_num_threads(int num) => Native.Check(Native.ots_set_threads(num));
    public static int get_num_interop_threads() => Native.ots_interop_threads();
    public static void set_num_interop_threads(int num) => Native.Check(Native.ots_set_interop_threads(num));
}
