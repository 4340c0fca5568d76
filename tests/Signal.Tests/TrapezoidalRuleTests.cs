namespace GradGuard.Signal.Tests;

public class TrapezoidalRuleTests
{
    public static TheoryData<string> Analytic => ["Sigmoid", "Tanh", "LogSigmoid", "GELU", "SiLU", "Mish", "Tanhshrink", "Softplus"];

    [Theory]
    [MemberData(nameof(Analytic))]
    public void Sums_at_even_distances_agree_with_panels_wherever_they_stand_in_for_them(string name)
    {
        ActivationFunction phi = Activations.ByName[name];
        foreach (double mean in new[] { 0, 0.4, -2.5, 6 })
        {
            foreach (double deviation in new[] { 1e-3, 0.1, 0.5, 1, TrapezoidalRule.WidestDeviation })
            {
                ActivationMoments sums = TrapezoidalRule.Moments(phi.Value, phi.Slope, mean, deviation);
                ActivationMoments panels = GaussianQuadrature.Moments(phi.Value, phi.Slope, [], mean, deviation * deviation);
                foreach (Func<ActivationMoments, double> moment in new Func<ActivationMoments, double>[]
                {
                    of => of.Mean, of => of.SecondMoment, of => of.FourthMoment, of => of.SlopeMean, of => of.SlopeSecondMoment, of => of.SlopeFourthMoment,
                    of => of.Product(0.7), of => of.Product(-0.4), of => of.SlopeProduct(0.7), of => of.SlopeProduct(0.95), of => of.ProductRate(0.5),
                })
                {
                    Assert.Equal(moment(panels), moment(sums), 1e-7 * Math.Max(1, Math.Abs(moment(panels))));
                }

                // Of a function that is nearly straight there, the rest of a difference, divided by the deviation.
                Assert.Equal(panels.MeanCurvature, sums.MeanCurvature, 1e-7 + (1e-13 / deviation));
            }
        }
    }
}
