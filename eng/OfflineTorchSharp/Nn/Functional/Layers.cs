using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>y = x Wᵀ + b with W of shape (out, in).</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Aten.Call("linear", input, weights, bias);

            /// <summary>y_k = x1ᵀ W_k x2 + b_k with W of shape (out, in1, in2).</summary>
            public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, Tensor? bias = null)
                => Aten.Call("bilinear", input1, input2, weight, bias);

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Aten.Call("one_hot", x, num_classes);

            /// <summary>x / max(‖x‖_p, eps) along one dimension.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                using var norm = Aten.Call("norm.ScalarOpt_dim", input, p, new[] { dim }, true);
                using var bounded = Aten.Call("clamp_min", norm, eps);
                return Aten.Call("div.Tensor", input, bounded);
            }

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-8)
                => Aten.Call("cosine_similarity", x1, x2, dim, eps);

            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2, double eps = 1e-6, bool keepdim = false)
                => Aten.Call("pairwise_distance", input1, input2, p, eps, keepdim);

            /// <summary>softmax(Q Kᵀ / √d + mask) V, with dropout on the weights; true in a Boolean mask lets a position take part.</summary>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false)
            {
                using var scope = NewDisposeScope();
                var scale = 1 / Math.Sqrt(query.shape[^1]);
                var scores = Aten.Call("matmul", Aten.Call("mul.Scalar", query, scale), Aten.Call("transpose.int", key, -2L, -1L));
                if (is_casual)
                {
                    if (attn_mask is not null)
                    {
                        throw new ArgumentException("A causal attention takes no mask of its own.", nameof(attn_mask));
                    }

                    var square = new[] { query.shape[^2], key.shape[^2] };
                    attn_mask = Aten.Call("tril", torch.ones(square, dtype: ScalarType.Bool, device: query.device));
                }

                if (attn_mask is not null)
                {
                    scores = attn_mask.dtype == ScalarType.Bool
                        ? Aten.Call("masked_fill.Scalar", scores, Aten.Call("logical_not", attn_mask), double.NegativeInfinity)
                        : Aten.Call("add.Tensor", scores, attn_mask);
                }

                var weights = dropout(softmax(scores, -1), p, training: p > 0);
                return Aten.Call("matmul", weights, value).MoveToOuterDisposeScope();
            }
        }
    }
}
