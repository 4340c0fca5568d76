using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Losses for which ATen has no operator of its own.
        public static partial class functional
        {
            /// <summary>½ (log σ² + (x - t)² / σ²), the variance bounded by eps from below (Nix and Weigend 1994).</summary>
            public static Tensor gaussian_nll_loss(
                Tensor input, Tensor target, Tensor variance, bool full = false, float eps = 1e-6f, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                var shape = input.shape;
                if (!variance.shape.SequenceEqual(shape))
                {
                    variance = variance.shape.Length == shape.Length - 1 && variance.shape.SequenceEqual(shape[..^1])
                        ? Aten.Call("unsqueeze", variance, -1L)
                        : variance.shape.SequenceEqual([.. shape[..^1], 1])
                            ? variance
                            : throw new ArgumentException("The variance must have the input's shape, or lack only its last dimension.", nameof(variance));
                }

                var bounded = Aten.Call("clamp", variance.detach(), (double)eps);
                var deficit = Aten.Call("sub.Tensor", bounded, variance.detach());
                variance = Aten.Call("add.Tensor", variance, deficit);
                var error = Aten.Call("sub.Tensor", input, target);
                var loss = Aten.Call("add.Tensor", Aten.Call("log", variance), Aten.Call("div.Tensor", Aten.Call("mul.Tensor", error, error), variance));
                loss = Aten.Call("mul.Scalar", loss, 0.5);
                if (full)
                {
                    loss = Aten.Call("add.Scalar", loss, 0.5 * Math.Log(2 * Math.PI));
                }

                return Reduced(loss, reduction).MoveToOuterDisposeScope();
            }

            /// <summary>The mean over the classes of the binary cross entropy with logits.</summary>
            public static Tensor multilabel_soft_margin_loss(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                var elements = binary_cross_entropy_with_logits(input, target, weight, Reduction.None);
                return Reduced(Aten.Call("mean.dim", elements, new[] { -1L }), reduction).MoveToOuterDisposeScope();
            }

            /// <summary>max(d(a, p) - d(a, n) + margin, 0) for any distance d (by default Euclidean).</summary>
            public static Tensor triplet_margin_with_distance_loss(
                Tensor anchor, Tensor positive, Tensor negative, Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1, bool swap = false,
                Reduction reduction = Reduction.Mean)
            {
                using var scope = NewDisposeScope();
                distance ??= (a, b) => pairwise_distance(a, b);
                var near = distance(anchor, positive);
                var far = distance(anchor, negative);
                if (swap)
                {
                    far = Aten.Call("minimum", far, distance(positive, negative));
                }

                var loss = relu(Aten.Call("add.Scalar", Aten.Call("sub.Tensor", near, far), margin));
                return Reduced(loss, reduction).MoveToOuterDisposeScope();
            }

            private static Tensor Reduced(Tensor elements, Reduction reduction) => reduction switch
            {
                Reduction.Mean => Aten.Call("mean", elements),
                Reduction.Sum => Aten.Call("sum", elements),
                _ => elements,
            };
        }
    }
}
