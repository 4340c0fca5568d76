namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public static partial class functional
        {
            /// <summary>The derivatives of each element of the result by each element of the input, of shape [result…, input…].</summary>
            public static Tensor jacobian(Func<Tensor, Tensor> function, Tensor inputs) =>
                Rows(x => function(x[0]), [inputs])[0];

            public static IEnumerable<Tensor> jacobian(Func<Tensor[], Tensor> function, params Tensor[] inputs) => Rows(function, inputs);

            private static Tensor[] Rows(Func<Tensor[], Tensor> function, Tensor[] inputs)
            {
                using var grad = enable_grad();
                var leaves = Array.ConvertAll(inputs, static input => input.detach().requires_grad_());
                var result = function(leaves);
                var flat = result.flatten();
                var rows = new List<Tensor>[inputs.Length];
                for (var i = 0; i < rows.Length; i++)
                    rows[i] = [];
                for (long element = 0; element < flat.numel(); element++)
                {
                    var gradients = autograd.grad([flat[element]], leaves, retain_graph: true, allow_unused: true);
                    for (var i = 0; i < rows.Length; i++)
                        rows[i].Add(gradients[i].IsInvalid ? leaves[i].detach().zeros_like() : gradients[i]);
                }
                return rows.Select((row, i) => stack(row).reshape([.. result.shape, .. inputs[i].shape])).ToArray();
            }
        }
    }
}
