using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class init
        {
            /// <summary>The identity matrix.</summary>
            public static Tensor eye_(Tensor tensor)
            {
                CheckDimensions(tensor.Dimensions == 2, "Only tensors with 2 dimensions are supported");
                using var identity = torch.eye(tensor.shape[0], tensor.shape[1], dtype: tensor.dtype, device: tensor.device);
                return Fill("copy_", tensor, identity);
            }

            /// <summary>A convolution that passes on as many of the input's channels as it has.</summary>
            public static Tensor dirac_(Tensor tensor)
            {
                CheckDimensions(tensor.Dimensions is >= 3 and <= 5, "Only tensors with 3, 4, or 5 dimensions are supported");
                using var scope = NewDisposeScope();
                var shape = tensor.shape;
                zeros_(tensor);
                var centre = tensor.detach();
                for (var dim = shape.Length - 1; dim >= 2; dim--)
                {
                    centre = Aten.Call("select.int", centre, (long)dim, shape[dim] / 2);
                }

                Fill("fill_.Scalar", Aten.Call("diagonal", centre), 1.0);
                return tensor;
            }

            /// <summary>A (semi-)orthogonal matrix times the gain (Saxe et al. 2013); further dimensions count as columns.</summary>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                CheckDimensions(tensor.Dimensions >= 2, "Only tensors with 2 or more dimensions are supported");
                using var gradients = no_grad();
                using var scope = NewDisposeScope();
                var rows = tensor.shape[0];
                var columns = rows == 0 ? 0 : tensor.NumberOfElements / rows;
                var flat = torch.randn(new[] { rows, columns }, dtype: tensor.dtype, device: tensor.device);
                var (q, r) = Aten.CallTwo("linalg_qr", rows < columns ? Aten.Call("t", flat) : flat);
                q = Aten.Call("mul.Tensor", q, Aten.Call("sign", Aten.Call("diagonal", r)));
                Fill("copy_", Aten.Call("view_as", tensor, flat), rows < columns ? Aten.Call("t", q) : q);
                return Fill("mul_.Scalar", tensor, gain);
            }

            /// <summary>Normal, with the given share of each column set to zero (Martens 2010).</summary>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                CheckDimensions(tensor.Dimensions == 2, "Only tensors with 2 dimensions are supported");
                var (rows, columns) = (tensor.shape[0], tensor.shape[1]);
                var zeros = (long)Math.Ceiling(sparsity * rows);
                normal_(tensor, 0, std);
                using var gradients = no_grad();
                for (var column = 0L; column < columns; column++)
                {
                    using var scope = NewDisposeScope();
                    var chosen = Aten.Call("slice.Tensor", torch.randperm(rows), 0L, 0L, zeros);
                    Fill("index_fill_.int_Scalar", Aten.Call("select.int", tensor, 1L, column), 0L, chosen, 0.0);
                }

                return tensor;
            }

            /// <summary>Normal, with what falls outside [a, b] drawn anew (by inverting the cumulative distribution).</summary>
            public static Tensor trunc_normal_(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null)
            {
                using var scope = NewDisposeScope();
                using var gradients = no_grad();
                var low = CumulativeNormal((a - mean) / std);
                var high = CumulativeNormal((b - mean) / std);
                Fill("uniform_", tensor, (2 * low) - 1, (2 * high) - 1);
                Fill("erfinv_", tensor);
                Fill("mul_.Scalar", tensor, std * Math.Sqrt(2));
                Fill("add_.Scalar", tensor, mean);
                return Fill("clamp_", tensor, a, b);
            }

            private static double CumulativeNormal(double x)
            {
                using var erf = Aten.Call("erf", torch.tensor(x / Math.Sqrt(2), ScalarType.Float64));
                return (1 + erf.item<double>()) / 2;
            }
        }
    }
}
