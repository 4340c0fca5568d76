namespace TorchSharp.Modules;

/// <summary>What a group asks of its optimizer; null stands for the optimizer's own value.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }

    public virtual void LoadStateDict(OptimizerOptions source)
    {
        (InitialLearningRate, LearningRate) = (source.InitialLearningRate, source.LearningRate);
        Visit(new Assignment(Read(source), onlyMissing: false));
    }

    public virtual void LoadStateDict(BinaryReader reader)
    {
        InitialLearningRate = reader.ReadDouble();
        LearningRate = reader.ReadDouble();
        Visit(new Input(reader));
    }

    public virtual void SaveStateDict(BinaryWriter writer)
    {
        writer.Write(InitialLearningRate);
        writer.Write(LearningRate!.Value);
        foreach (var value in Read(this))
        {
            if (value is bool flag)
            {
                writer.Write(flag);
            }
            else
            {
                writer.Write((double)value!);
            }
        }
    }

    /// <summary>Takes what is missing from the optimizer's own options.</summary>
    internal void Complete(OptimizerOptions defaults)
    {
        LearningRate ??= defaults.LearningRate;
        InitialLearningRate = LearningRate!.Value;
        Visit(new Assignment(Read(defaults), onlyMissing: true));
    }

    /// <summary>Leads a visitor past the options, in the order in which they are saved.</summary>
    private protected virtual void Visit(Visitor visitor)
    {
    }

    private static Queue<object?> Read(OptimizerOptions options)
    {
        var values = new Output();
        options.Visit(values);
        return values.Values;
    }

    private protected abstract class Visitor
    {
        public abstract void Number(ref double? value);

        public abstract void Flag(ref bool? value);
    }

    private sealed class Output : Visitor
    {
        public Queue<object?> Values { get; } = [];

        public override void Number(ref double? value) => Values.Enqueue(value);

        public override void Flag(ref bool? value) => Values.Enqueue(value);
    }

    private sealed class Assignment(Queue<object?> values, bool onlyMissing) : Visitor
    {
        public override void Number(ref double? value)
        {
            var given = (double?)values.Dequeue();
            value = onlyMissing ? value ?? given : given;
        }

        public override void Flag(ref bool? value)
        {
            var given = (bool?)values.Dequeue();
            value = onlyMissing ? value ?? given : given;
        }
    }

    private sealed class Input(BinaryReader reader) : Visitor
    {
        public override void Number(ref double? value) => value = reader.ReadDouble();

        public override void Flag(ref bool? value) => value = reader.ReadBoolean();
    }
}
