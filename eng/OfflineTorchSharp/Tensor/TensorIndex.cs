namespace TorchSharp;

public static partial class torch
{
    /// <summary>One index of an indexing expression: a position, a slice, a tensor, a truth value, an ellipsis or a new axis.</summary>
    public struct TensorIndex
    {
        internal enum Kind
        {
            Null,
            None,
            Ellipsis,
            Single,
            Slice,
            Bool,
            Tensor,
        }

        private TensorIndex(Kind kind, long? start = null, long? stop = null, long? step = null, Tensor? tensor = null)
        {
            IndexKind = kind;
            Start = start;
            Stop = stop;
            Step = step;
            Positions = tensor;
        }

        internal Kind IndexKind { get; }
        internal long? Start { get; }
        internal long? Stop { get; }
        internal long? Step { get; }
        internal Tensor? Positions { get; }

        public static TensorIndex Null = new(Kind.Null);
        public static TensorIndex None = new(Kind.None);
        public static TensorIndex Ellipsis = new(Kind.Ellipsis);
        public static TensorIndex Colon = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Kind.Slice, start, stop, step);

        public static TensorIndex Slice((int? start, int? end) range) => Slice((long?)range.start, range.end);

        public static TensorIndex Bool(bool value) => new(Kind.Bool, value ? 1 : 0);

        public static TensorIndex Single(long? index) => new(Kind.Single, index);

        public static TensorIndex Tensor(Tensor tensor) => new(Kind.Tensor, tensor: tensor);

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        /// <summary>Exists so that an index and a tensor are not mixed in one expression unnoticed; always throws.</summary>
        public static implicit operator Tensor(TensorIndex value) =>
            throw new InvalidOperationException("A TensorIndex is no tensor: wrap the tensors of a mixed index expression with TensorIndex.Tensor.");
    }
}
