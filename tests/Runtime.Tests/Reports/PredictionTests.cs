using GradGuard.Reports;

namespace GradGuard.Runtime.Tests.Reports;

public sealed class PredictionTests : IDisposable
{
    private const string Analysis = """
        {"models":[
          {"type":"Demo.Other","file":"a.cs","line":1,"traced":false,"unknown":["x"],"log10Ratio":null,"bound":null,"layers":[]},
          {"type":"Demo.Net","file":"a.cs","line":9,"traced":true,"unknown":[],"log10Ratio":-4.1,"bound":1e-6,"layers":[
            {"path":"fc1","kind":"Linear","log10Norm":-4.1},{"path":"act","kind":"Sigmoid","log10Norm":null},{"path":"fc2","kind":"Linear","log10Norm":0}]}],
         "diagnostics":[]}
        """;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Reads_the_analyzers_json_and_finds_a_model_by_its_short_name()
    {
        File.WriteAllText(_path, Analysis);

        var prediction = Prediction.For(Prediction.Load(_path), "Net");

        Assert.Equal(-4.1, prediction!.Log10Ratio);
        Assert.Equal([-4.1, null, 0], prediction.Layers.Select(layer => layer.Log10Norm));
        Assert.Null(Prediction.For(Prediction.Load(_path), "Missing"));
    }

    [Fact]
    public void A_file_that_is_no_analysis_says_how_to_write_one()
    {
        File.WriteAllText(_path, "{}");

        Assert.Contains("gradguard analyze", Assert.Throws<InvalidDataException>(() => Prediction.Load(_path)).Message);
    }

    [Fact]
    public void Layers_are_paired_by_path_and_differ_in_decades()
    {
        var comparison = Compare([("fc1", -4.0), ("fc2", 0.0)], [new("fc1", -6.5), new("extra", -3), new("fc2", -2)]);

        Assert.Equal([-4.5, 0], comparison.Layers.Select(layer => layer.Measured));
        Assert.Equal(0.5, comparison.LargestDifference!.Value, 1e-12);
    }

    [Fact]
    public void Layers_whose_paths_differ_altogether_are_paired_by_order()
    {
        var comparison = Compare([("a", -1.0), ("b", 0.0)], [new("net.0", -2), new("net.2", -1)]);

        Assert.Equal([-1.0, 0], comparison.Layers.Select(layer => layer.Measured));
    }

    [Fact]
    public void A_layer_that_was_not_measured_has_no_difference()
    {
        var comparison = Compare([("fc1", -1.0), ("gone", -0.5), ("fc2", 0.0)], [new("fc1", -1), new("fc2", 0)]);

        Assert.Null(comparison.Layers[1].Difference);
        Assert.Contains("gone   Linear      -0.50         -           -", comparison.Render());
    }

    private static PredictionComparison Compare((string Path, double Log10Norm)[] predicted, MeasuredLayer[] measured) =>
        PredictionComparison.Create(new Prediction("Net", null, [.. predicted.Select(layer => new LayerPrediction(layer.Path, "Linear", layer.Log10Norm))]), measured);
}
