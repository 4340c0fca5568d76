using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("LSTM with orthogonal state weights and forget gates opened by a slice of its biases", 48, 22, 9)]
public class RetentiveLstm : Module<Tensor, Tensor>
{
    private const long Units = 28;

    private readonly LSTM memory = LSTM(9, Units, batchFirst: true);
    private readonly Linear verdict = Linear(Units, 7);

    public RetentiveLstm() : base("retentive")
    {
        Prepare(memory.named_parameters());
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var states = memory.call(x).Item1;
        return verdict.call(states.select(1, states.shape[1] - 1));
    }

    private static void Prepare(IEnumerable<(string name, Parameter parameter)> parameters)
    {
        using var quiet = no_grad();
        foreach (var (name, parameter) in parameters)
            switch (name[..^3])
            {
                case "weight_ih":
                    init.xavier_normal_(parameter);
                    break;
                case "weight_hh":
                    init.orthogonal_(parameter);
                    break;
                default:
                    parameter.zero_();
                    parameter[TensorIndex.Slice(Units, 2 * Units)].fill_(name.StartsWith("bias_ih", StringComparison.Ordinal) ? 1 : 0.5);
                    break;
            }
    }
}
