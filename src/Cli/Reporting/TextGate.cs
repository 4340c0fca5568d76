using GradGuard.Reports;

namespace GradGuard.Cli.Reporting;

/// <summary>The judgement for people.</summary>
internal static class TextGate
{
    public static void Write(GateResult result, TextWriter output)
    {
        foreach (var found in result.Report.Findings)
        {
            output.WriteLine($"{PlainText.Of(found.Finding.ToString())}{(found.EndStep is { } end ? $" (until step {end})" : "")}");
            if (!result.IsFailing(found))
                continue;

            foreach (var remedy in found.Finding.Remedies)
                output.WriteLine($"  - {remedy.Action}");

            output.WriteLine($"  {found.Finding.Link}");
        }

        output.WriteLine(result.Summary);
    }
}
