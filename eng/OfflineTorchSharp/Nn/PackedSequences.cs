using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Sequences of different lengths, packed for recurrent layers.</summary>
            public static partial class rnn
            {
                /// <summary>The steps of all sequences in one tensor, the longest sequence first, and how many sequences reach each step.</summary>
                public sealed class PackedSequence : IDisposable
                {
                    public readonly Tensor data;
                    public readonly Tensor batch_sizes;
                    public readonly Tensor sorted_indices;
                    public readonly Tensor unsorted_indices;

                    internal PackedSequence(Tensor data, Tensor batch_sizes, Tensor? sorted_indices, Tensor? unsorted_indices)
                    {
                        this.data = data;
                        this.batch_sizes = batch_sizes;
                        this.sorted_indices = sorted_indices!;
                        this.unsorted_indices = unsorted_indices!;
                    }

                    private IEnumerable<Tensor> Parts => new[] { data, batch_sizes, sorted_indices, unsorted_indices }.Where(part => part is not null);

                    public PackedSequence DetachFromDisposeScope() => ForEach(part => part.DetachFromDisposeScope());

                    public PackedSequence MoveToOuterDisposeScope() => ForEach(part => part.MoveToOuterDisposeScope());

                    public PackedSequence MoveToOtherDisposeScope(DisposeScope other) => ForEach(part => part.MoveToOtherDisposeScope(other));

                    public PackedSequence MoveToOtherDisposeScope(PackedSequence other) => ForEach(part => part.MoveToOtherDisposeScope(other.data));

                    public void Dispose() => ForEach(part => part.Dispose());

                    /// <summary>The same packing of other data.</summary>
                    internal PackedSequence With(Tensor other)
                        => new(other, batch_sizes.alias(), sorted_indices?.alias(), unsorted_indices?.alias());

                    internal Tensor Sorted(Tensor state) => sorted_indices is null ? state : state.index_select(1, sorted_indices);

                    internal Tensor Unsorted(Tensor state) => unsorted_indices is null ? state : state.index_select(1, unsorted_indices);

                    private PackedSequence ForEach(Action<Tensor> action)
                    {
                        foreach (var part in Parts)
                        {
                            action(part);
                        }

                        return this;
                    }
                }

                public static PackedSequence pack_padded_sequence(Tensor input, Tensor lengths, bool batch_first = false, bool enforce_sorted = true)
                {
                    if (enforce_sorted)
                    {
                        var (data, sizes) = Aten.CallTwo("_pack_padded_sequence", input, lengths, batch_first);
                        return new PackedSequence(data, sizes, null, null);
                    }

                    using var scope = NewDisposeScope();
                    var (sortedLengths, order) = Aten.CallTwo("sort", lengths, -1L, true);
                    var sorted = input.index_select(batch_first ? 0 : 1, order);
                    var (packed, batches) = Aten.CallTwo("_pack_padded_sequence", sorted, sortedLengths, batch_first);
                    return new PackedSequence(packed, batches, order, order.argsort()).MoveToOuterDisposeScope();
                }

                public static (Tensor, Tensor) pad_packed_sequence(
                    PackedSequence sequence, bool batch_first = false, double padding_value = 0, long? total_length = null)
                {
                    var (padded, lengths) = Aten.CallTwo(
                        "_pad_packed_sequence", sequence.data, sequence.batch_sizes, batch_first, padding_value,
                        total_length ?? sequence.batch_sizes.NumberOfElements);
                    if (sequence.unsorted_indices is not { } order)
                    {
                        return (padded, lengths);
                    }

                    using (padded)
                    using (lengths)
                    {
                        return (padded.index_select(batch_first ? 0 : 1, order), lengths.index_select(0, order));
                    }
                }

                public static Tensor pad_sequence(IEnumerable<Tensor> sequences, bool batch_first = false, double padding_value = 0)
                    => Aten.Call("pad_sequence", Argument.List(sequences), batch_first, padding_value);

                public static PackedSequence pack_sequence(IEnumerable<Tensor> sequences, bool enforce_sorted = true)
                {
                    var list = sequences.ToList();
                    using var padded = pad_sequence(list);
                    using var lengths = torch.tensor(list.ConvertAll(sequence => sequence.shape[0]).ToArray());
                    return pack_padded_sequence(padded, lengths, enforce_sorted: enforce_sorted);
                }
            }
        }
    }
}
