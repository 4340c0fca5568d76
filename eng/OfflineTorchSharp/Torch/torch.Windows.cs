using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor hann_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Aten.Call("hann_window.periodic", len, periodic, dtype, Argument.None, InitializeDevice(device)), requires_grad);

    public static Tensor hamming_window(
        long len, bool periodic = true, float alpha = 0.54f, float beta = 0.46f, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Finish(
            Aten.Call("hamming_window.periodic_alpha_beta", len, periodic, alpha, beta, dtype, Argument.None, InitializeDevice(device)),
            requires_grad);

    public static Tensor blackman_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Aten.Call("blackman_window.periodic", len, periodic, dtype, Argument.None, InitializeDevice(device)), requires_grad);

    public static Tensor bartlett_window(long len, bool periodic = true, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Aten.Call("bartlett_window.periodic", len, periodic, dtype, Argument.None, InitializeDevice(device)), requires_grad);

    public static Tensor kaiser_window(
        long len, bool periodic = true, float beta = 12f, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Finish(Aten.Call("kaiser_window.beta", len, periodic, beta, dtype, Argument.None, InitializeDevice(device)), requires_grad);
}
