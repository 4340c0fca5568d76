using System.Globalization;
using System.Text;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Writes the elements of a tensor in nested brackets; long dimensions show their first and last three entries.</summary>
    private static class TensorText
    {
        private const int Edge = 3;

        public static string Write(Tensor tensor, string? format, IFormatProvider? culture, string? newLine)
        {
            if (tensor.IsInvalid || tensor.is_meta)
                return tensor.ToString();
            using var scope = NewDisposeScope();
            using var gradients = no_grad();
            var dense = (tensor.is_sparse ? tensor.to_dense() : tensor.detach()).contiguous();
            var text = new StringBuilder($"[{string.Join("x", tensor.shape)}], type = {tensor.dtype}, device = {tensor.device}");
            text.Append(tensor.Dimensions == 0 ? ", value = " : newLine ?? "\n");
            Append(text, dense, format ?? (tensor.is_floating_point() ? "g5" : null), culture ?? CultureInfo.CurrentCulture, newLine ?? "\n", 1);
            return text.ToString();
        }

        private static void Append(StringBuilder text, Tensor tensor, string? format, IFormatProvider culture, string newLine, int depth)
        {
            if (tensor.Dimensions == 0)
            {
                text.Append(Number(tensor, format, culture));
                return;
            }
            var length = tensor.size(0);
            text.Append('[');
            for (long i = 0; i < length; i++)
            {
                if (i > 0)
                    text.Append(tensor.Dimensions == 1 ? ", " : "," + newLine + new string(' ', depth));
                if (length > 2 * Edge + 1 && i == Edge)
                {
                    text.Append("...");
                    i = length - Edge - 1;
                    continue;
                }
                using var entry = tensor[i];
                Append(text, entry, format, culture, newLine, depth + 1);
            }
            text.Append(']');
        }

        private static string Number(Tensor element, string? format, IFormatProvider culture)
        {
            var value = element.ToScalar();
            return value.Type switch
            {
                ScalarType.Bool => value.ToBoolean() ? "true" : "false",
                ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 => value.ToComplexFloat64().ToString(format, culture),
                ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16 => value.ToDouble().ToString(format, culture),
                _ => value.ToInt64().ToString(format, culture),
            };
        }
    }
}
