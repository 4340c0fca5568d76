using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// Applies an indexing expression the way NumPy and PyTorch do: what is no tensor becomes a chain of views,
    /// and the tensors are left for one gathering operation.
    /// </summary>
    private ref struct IndexExpression
    {
        private readonly Tensor _source;
        private readonly List<Tensor?> _gathered = [];
        private Tensor _view;
        private long _dim;

        public IndexExpression(Tensor source, ReadOnlySpan<TensorIndex> indices)
        {
            _source = source;
            _view = source;
            var specified = 0L;
            foreach (var index in indices)
                specified += Consumed(index);
            foreach (var index in indices)
                Apply(index, specified);
        }

        public readonly Tensor Read()
        {
            if (_gathered.Count > 0)
            {
                var result = Aten.Call("index.Tensor", _view, _gathered.ToArray());
                DisposeView();
                return result;
            }
            return ReferenceEquals(_view, _source) ? _source.alias() : _view;
        }

        public readonly void Write(Tensor value, bool accumulate)
        {
            if (_gathered.Count > 0)
            {
                Aten.CallVoid("index_put_", _view, _gathered.ToArray(), value, accumulate);
            }
            else
            {
                var extra = (int)Math.Max(0, value.Dimensions - _view.Dimensions);
                if (extra > 0 && value.shape.Take(extra).All(static length => length == 1))
                {
                    using var fitting = value.reshape(value.shape.Skip(extra).ToArray());
                    Put(fitting, accumulate);
                }
                else
                {
                    Put(value, accumulate);
                }
            }
            DisposeView();
        }

        private static long Consumed(in TensorIndex index) => index.IndexKind switch
        {
            TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
            TensorIndex.Kind.Tensor => IsMask(index.Positions!) ? index.Positions!.Dimensions : 1,
            _ => 0,
        };

        private static bool IsMask(Tensor tensor) => tensor.dtype is ScalarType.Bool or ScalarType.Byte;

        private readonly void Put(Tensor value, bool accumulate)
        {
            if (accumulate)
                _view.add_(value);
            else
                _view.copy_(value);
        }

        private void Apply(in TensorIndex index, long specified)
        {
            switch (index.IndexKind)
            {
                case TensorIndex.Kind.None:
                    Advance(_view.unsqueeze(_dim++));
                    break;
                case TensorIndex.Kind.Ellipsis:
                    _dim += _source.Dimensions - specified;
                    break;
                case TensorIndex.Kind.Single:
                    Advance(_view.select(_dim, index.Start ?? throw new ArgumentException("A single index needs a position.")));
                    break;
                case TensorIndex.Kind.Slice:
                    if (index.Start is not null || index.Stop is not null || index.Step is not null)
                        Advance(Aten.Call("slice.Tensor", _view, _dim, index.Start, index.Stop, index.Step ?? 1));
                    _dim++;
                    break;
                case TensorIndex.Kind.Bool:
                    Advance(_view.unsqueeze(_dim));
                    Gather(tensor(new[] { index.Start != 0 }));
                    break;
                case TensorIndex.Kind.Tensor:
                    Gather(index.Positions!);
                    break;
                default:
                    throw new ArgumentException("An index expression has an entry that is null.");
            }
        }

        private void Gather(Tensor positions)
        {
            while (_gathered.Count < _dim)
                _gathered.Add(null);
            if (!IsMask(positions) || positions.Dimensions <= 1)
            {
                _gathered.Add(positions);
                _dim++;
                return;
            }
            // A mask over several dimensions stands for one index tensor in each of them.
            foreach (var column in Aten.CallMany("nonzero_numpy", positions))
            {
                _gathered.Add(column);
                _dim++;
            }
        }

        private void Advance(Tensor next)
        {
            DisposeView();
            _view = next;
        }

        private readonly void DisposeView()
        {
            if (!ReferenceEquals(_view, _source))
                _view.Dispose();
        }
    }
}
