using System.Text.Json;
using GradGuard.Reports;
using GradGuard.Reports.History;

namespace GradGuard.Dashboard.Runs;

/// <summary>The run as the page takes it: as many numbers as a page has room for, however long the run is.</summary>
internal static class RunJson
{
    // log10 of a norm from 1e-20 to 1e10 in steps of an eighth of a decade; 0 stands for nothing measured, 255 for no finite number.
    private const double LowestDecade = -20;
    private const double StepsPerDecade = 8;
    private const byte Absent = 0;
    private const byte NonFinite = 255;

    // A log may hold anything: what no run has is cut to what a page can show.
    private const int LongestText = 2000;
    private const int MostFindings = 200;

    public static byte[] Write(ShownRun run, long version)
    {
        var report = run.Report;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("version", version);
            WriteText(json, "model", report.Run.Model);
            json.WriteString("started", report.Run.Started);
            json.WriteNumber("steps", report.Steps);
            json.WriteNumber("sampled", report.SampledSteps);
            json.WriteNumber("layersDropped", report.Run.LayersDropped);
            json.WriteBoolean("ended", run.HasEnded);
            WriteText(json, "verdict", report.Verdict);
            json.WriteString("worst", report.Worst?.Name());
            WriteNumber(json, "monitorSeconds", report.History.MonitorSeconds);
            WriteNumber(json, "elapsed", report.History.Elapsed);
            WriteLayers(json, report);
            WriteHeat(json, report.History);
            json.WriteStartObject("series");
            WriteSeries(json, "loss", report.History.Loss);
            WriteSeries(json, "preClip", report.History.NormPreClip);
            WriteSeries(json, "postClip", report.History.NormPostClip);
            WriteSeries(json, "threshold", report.History.ClipThreshold);
            WriteSeries(json, "flow", report.History.FlowRatio);
            WriteSeries(json, "cost", report.History.StepCost);
            json.WriteEndObject();
            WriteFindings(json, report);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteLayers(Utf8JsonWriter json, GradientReport report)
    {
        json.WriteStartArray("layers");
        foreach (var layer in report.Layers)
        {
            json.WriteStartObject();
            WriteText(json, "path", layer.Path);
            WriteText(json, "type", layer.ModuleType);
            json.WriteBoolean("weight", layer.HasWeight);
            WriteNumber(json, "first", layer.FirstNorm);
            WriteNumber(json, "median", layer.MedianNorm);
            WriteNumber(json, "last", layer.LastNorm);
            WriteNumber(json, "update", layer.UpdateRatio);
            json.WriteNumber("nonFinite", layer.NonFiniteCount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("activations");
        foreach (var activation in report.Activations.Where(activation => activation.HasShare))
        {
            json.WriteStartObject();
            WriteText(json, "path", activation.Path);
            WriteText(json, "type", activation.ModuleType);
            WriteNumber(json, "dead", activation.DeadShare);
            WriteNumber(json, "saturated", activation.SaturatedShare);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHeat(Utf8JsonWriter json, RunHistory history)
    {
        var norms = history.Norms;
        var cells = new byte[norms.ColumnCount * norms.LayerCount];
        json.WriteStartObject("heat");
        json.WriteNumber("stepsPerColumn", norms.StepsPerColumn);
        json.WriteStartArray("places");
        for (var column = 0; column < norms.ColumnCount; column++)
        {
            json.WriteNumberValue(norms.PlaceOfColumn(column));
            var peaks = norms.PeaksOf(column);
            for (var layer = 0; layer < peaks.Length; layer++)
                cells[(column * norms.LayerCount) + layer] = CellOf(peaks[layer]);
        }

        json.WriteEndArray();
        json.WriteBase64String("cells", cells);
        json.WriteEndObject();
    }

    private static byte CellOf(float norm) => norm switch
    {
        float.NaN => NonFinite,
        < 0 => Absent,
        float.PositiveInfinity => NonFinite,
        _ => (byte)Math.Clamp(Math.Round((Math.Log10(norm) - LowestDecade) * StepsPerDecade) + 1, 1, NonFinite - 1),
    };

    private static void WriteSeries(Utf8JsonWriter json, string name, EnvelopeSeries series)
    {
        json.WriteStartObject(name);
        Write("step", bucket => bucket.LastStep);
        Write("mean", bucket => bucket.HasValue ? bucket.Mean : null);
        Write("max", bucket => bucket.HasValue ? bucket.Max : null);
        json.WriteEndObject();

        void Write(string part, Func<Envelope, double?> valueOf)
        {
            json.WriteStartArray(part);
            foreach (var bucket in series.Buckets)
                WriteValue(json, valueOf(bucket));
            json.WriteEndArray();
        }
    }

    private static void WriteFindings(Utf8JsonWriter json, GradientReport report)
    {
        json.WriteNumber("findingCount", report.Findings.Length);
        json.WriteStartArray("findings");
        foreach (var found in report.Findings.TakeLast(MostFindings))
        {
            var finding = found.Finding;
            json.WriteStartObject();
            json.WriteString("symptom", finding.Symptom.Name());
            json.WriteString("severity", finding.Severity.Name());
            WriteText(json, "layer", finding.Layer);
            json.WriteNumber("step", finding.Step);
            WriteNumber(json, "endStep", found.EndStep);
            WriteText(json, "message", finding.Message);
            json.WriteString("link", finding.Link);
            json.WriteStartArray("remedies");
            foreach (var remedy in finding.Remedies)
            {
                json.WriteStartObject();
                json.WriteString("action", remedy.Action);
                json.WriteString("link", remedy.Link);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text) =>
        json.WriteString(name, PlainText.Of(text.Length <= LongestText ? text : text[..LongestText] + "…"));

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        WriteValue(json, value);
    }

    // Four digits are more than a screen shows.
    private static void WriteValue(Utf8JsonWriter json, double? value)
    {
        if (value is { } number && double.IsFinite(number))
            json.WriteRawValue(number.ToString(number == Math.Floor(number) && Math.Abs(number) < 1e15 ? "F0" : "G5", System.Globalization.CultureInfo.InvariantCulture));
        else
            json.WriteNullValue();
    }
}
