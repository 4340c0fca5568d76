using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Tabular;

// Will somebody click the gardening ad? 8 fields of categories share one table by offsets (here already added to the ids).
[Example("DCN v1: embedded fields, 3 cross layers of vectors by hand, deep part with batch norm, click on ads", 32, 8, Vocabulary = 160, Objective = Objective.YesOrNo, IsSeen = true)]
public class AdDcn : Module<Tensor, Tensor>
{
    private readonly Embedding table;
    private readonly ParameterList crossW = new(), crossB = new();
    private readonly Sequential deep;
    private readonly Linear combine;
    private readonly long width;

    public AdDcn(int fields = 8, int factors = 8, int crosses = 3) : base("dcn")
    {
        width = fields * factors;
        table = Embedding(160, factors);
        init.normal_(table.weight, 0.0, 0.05);

        for (int l = 0; l < crosses; l++)
        {
            crossW.append(Parameter(randn(width, 1) * Math.Sqrt(2.0 / (width + 1))));
            crossB.append(Parameter(zeros(width)));
        }

        deep = Sequential(
            Linear(width, 64), BatchNorm1d(64), ReLU(), Dropout(0.1),
            Linear(64, 32), BatchNorm1d(32), ReLU(), Dropout(0.1));
        combine = Linear(width + 32, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor ids)
    {
        var x0 = table.call(ids).view(-1, width);
        var x = x0;
        for (int l = 0; l < crossW.Count; l++)
            x = x0 * torch.mm(x, crossW[l]) + crossB[l] + x;   // x0 (x' w) + b + x

        var d = deep.call(x0);
        return combine.call(torch.cat(new[] { x, d }, 1)).squeeze(1);
    }
}
