using System.Runtime.CompilerServices;
using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        // The indexer's name in metadata is TorchSharp's.
        private const string IndexerMetadataName = "TensorItems";

        [IndexerName(IndexerMetadataName)]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName(IndexerMetadataName)]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName(IndexerMetadataName)]
        public Tensor this[long i1]
        {
            get => Element(i1);
            set => SetElement(value, i1);
        }

        [IndexerName(IndexerMetadataName)]
        public Tensor this[long i1, long i2]
        {
            get => Element(i1, i2);
            set => SetElement(value, i1, i2);
        }

        [IndexerName(IndexerMetadataName)]
        public Tensor this[long i1, long i2, long i3]
        {
            get => Element(i1, i2, i3);
            set => SetElement(value, i1, i2, i3);
        }

        [IndexerName(IndexerMetadataName)]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Element(i1, i2, i3, i4);
            set => SetElement(value, i1, i2, i3, i4);
        }

        [IndexerName(IndexerMetadataName)]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => Element(i1, i2, i3, i4, i5);
            set => SetElement(value, i1, i2, i3, i4, i5);
        }

        [IndexerName(IndexerMetadataName)]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => Element(i1, i2, i3, i4, i5, i6);
            set => SetElement(value, i1, i2, i3, i4, i5, i6);
        }

        [IndexerName(IndexerMetadataName)]
        public Tensor this[params long[] indices]
        {
            get => Element(indices);
            set => SetElement(value, indices);
        }

        public Tensor index(params TensorIndex[] indices) => new IndexExpression(this, indices).Read();

        public Tensor index(params Tensor[] indices) => Aten.Call("index.Tensor", this, indices);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, accumulate: false);

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, accumulate: false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            new IndexExpression(this, indices).Write(value, accumulate);
            return this;
        }

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Aten.CallInPlace("index_put_", this, indices, value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var single = Aten.Call("scalar_tensor", value, dtype);
            return index_put_(single, indices, accumulate: false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var single = Aten.Call("scalar_tensor", value, dtype);
            return index_put_(single, indices, accumulate: false);
        }

        public IList<Tensor> nonzero_as_list() => Aten.CallMany("nonzero_numpy", this);

        private Tensor Element(params ReadOnlySpan<long> indices)
        {
            var view = this;
            foreach (var index in indices)
            {
                var next = view.select(0, index);
                if (!ReferenceEquals(view, this))
                    view.Dispose();
                view = next;
            }
            return ReferenceEquals(view, this) ? alias() : view;
        }

        private void SetElement(Tensor value, params ReadOnlySpan<long> indices)
        {
            using var view = Element(indices);
            view.copy_(value);
        }
    }
}
