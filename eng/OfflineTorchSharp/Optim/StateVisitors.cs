using static TorchSharp.torch;

namespace TorchSharp.Modules;

internal static class StateVisitors
{
    internal static Queue<object?> Read(OptimizerState state)
    {
        var values = new Collect();
        state.Visit(values);
        return values.Values;
    }

    internal sealed class Collect : StateVisitor
    {
        public Queue<object?> Values { get; } = [];

        public override void Number(ref long value) => Values.Enqueue(value);

        public override void Number(ref double value) => Values.Enqueue(value);

        public override void Tensor(ref Tensor? value, bool isOptional) => Values.Enqueue(value);
    }

    internal sealed class Copy(Queue<object?> values, Device device) : StateVisitor
    {
        public override void Number(ref long value) => value = (long)values.Dequeue()!;

        public override void Number(ref double value) => value = (double)values.Dequeue()!;

        public override void Tensor(ref Tensor? value, bool isOptional)
        {
            value?.Dispose();
            value = (values.Dequeue() as Tensor)?.to(device, copy: true).DetachFromDisposeScope();
        }
    }

    internal sealed class Move(Device device) : StateVisitor
    {
        public override void Number(ref long value)
        {
        }

        public override void Number(ref double value)
        {
        }

        public override void Tensor(ref Tensor? value, bool isOptional) => value = value?.to(device).DetachFromDisposeScope();
    }

    internal sealed class Release : StateVisitor
    {
        public override void Number(ref long value)
        {
        }

        public override void Number(ref double value)
        {
        }

        public override void Tensor(ref Tensor? value, bool isOptional)
        {
            value?.Dispose();
            value = null;
        }
    }

    internal sealed class Output(BinaryWriter writer) : StateVisitor
    {
        public override void Number(ref long value) => writer.Write(value);

        public override void Number(ref double value) => writer.Write(value);

        public override void Tensor(ref Tensor? value, bool isOptional)
        {
            if (isOptional)
            {
                writer.Write(value is not null);
            }

            if (value is not null)
            {
                TensorStream.Write(writer, value);
            }
        }
    }

    internal sealed class Input(BinaryReader reader, Device device) : StateVisitor
    {
        public override void Number(ref long value) => value = reader.ReadInt64();

        public override void Number(ref double value) => value = reader.ReadDouble();

        public override void Tensor(ref Tensor? value, bool isOptional)
        {
            value?.Dispose();
            value = isOptional && !reader.ReadBoolean() ? null : TensorStream.Read(reader).to(device, disposeAfter: true).DetachFromDisposeScope();
        }
    }
}
