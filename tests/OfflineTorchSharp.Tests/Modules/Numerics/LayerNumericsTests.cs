using GradGuard.OfflineTorchSharp.Tests.Peer;
using GradGuard.OfflineTorchSharp.Tests.Tensors;

namespace GradGuard.OfflineTorchSharp.Tests.Modules.Numerics;

public class LayerNumericsTests(LayerFigures figures) : IClassFixture<LayerFigures>
{
    public static TheoryData<string> FeedForward => new(LayerCases.All.Keys);

    public static TheoryData<string> Activations => new(ActivationCases.All.Keys);

    public static TheoryData<string> Sequences => new(SequenceCases.All.Keys);

    [Theory]
    [MemberData(nameof(FeedForward))]
    public void A_feed_forward_layer_has_the_output_the_gradients_and_the_buffers_of_PyTorch(string name) => Check(name, LayerCases.All[name]);

    [Theory]
    [MemberData(nameof(Activations))]
    public void An_activation_has_the_output_and_the_gradients_of_PyTorch(string name) => Check(name, ActivationCases.All[name]);

    [Theory]
    [MemberData(nameof(Sequences))]
    public void A_sequence_layer_has_the_output_and_the_gradients_of_PyTorch(string name) => Check(name, SequenceCases.All[name]);

    private void Check(string name, LayerCase layer)
    {
        LoadedTorchSharp.SkipWhereTheRealDiffers(name);
        using var module = layer.Create();
        Formulas.Fill(module);
        var leaves = layer.Inputs.Select(input => input.is_floating_point() ? input.clone().requires_grad_() : input).ToArray();
        var results = layer.Run(module, leaves);
        results.Select(result => (result * Formulas.Projection(result)).sum()).Aggregate((sum, term) => sum + term).backward();

        figures.AssertClose($"{name}.forward", results.SelectMany(Elements.Of));
        figures.AssertClose($"{name}.input", leaves.Where(leaf => leaf.is_floating_point()).SelectMany(leaf => Elements.Of(leaf.grad!)));
        foreach (var (parameter, tensor) in module.named_parameters())
        {
            using var grad = tensor.grad;
            figures.AssertClose($"{name}.{parameter}", Elements.Of(grad!.is_sparse ? grad.to_dense() : grad), 2e-5);
        }

        foreach (var (buffer, tensor) in module.named_buffers())
        {
            figures.AssertClose($"{name}.{buffer}", Elements.Of(tensor));
        }
    }
}
