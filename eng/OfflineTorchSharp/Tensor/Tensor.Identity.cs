using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool Equals(Tensor target) => target is not null && shape.SequenceEqual(target.shape) && dtype == target.dtype
            && TorchSharp.Dispatch.Aten.CallBool("equal", this, target);

        public override bool Equals(object? obj) => obj is Tensor tensor && (ReferenceEquals(this, tensor) || Equals(tensor));

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        /// <summary>A short description: shape, element type and device.</summary>
        public override string ToString() => _handle == 0
            ? "[disposed tensor]"
            : string.Create(CultureInfo.InvariantCulture, $"[{string.Join("x", shape)}], type = {dtype}, device = {device}");
    }
}
