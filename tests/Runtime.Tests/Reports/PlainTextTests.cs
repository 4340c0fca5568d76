using GradGuard.Reports;

namespace GradGuard.Runtime.Tests.Reports;

public class PlainTextTests
{
    [Theory]
    [InlineData("encoder.layers.0", "encoder.layers.0")]
    [InlineData("Schicht-α.层", "Schicht-α.层")]
    [InlineData("smile \U0001F600", "smile \U0001F600")]
    [InlineData("a\u001b[31mb", "a\uFFFD[31mb")]
    [InlineData("a\nb\tc\0", "a\uFFFDb\uFFFDc\uFFFD")]
    [InlineData("a\u202Eb\u2066c\u2028", "a\uFFFDb\uFFFDc\uFFFD")]
    [InlineData("\uFFFF", "\uFFFD")]
    public void Only_what_can_be_shown_is_left(string text, string plain) => Assert.Equal(plain, PlainText.Of(text));

    [Fact]
    public void Half_a_surrogate_pair_cannot()
    {
        Assert.Equal("\uFFFD alone", PlainText.Of((char)0xD83D + " alone"));
        Assert.Equal("alone \uFFFD", PlainText.Of("alone " + (char)0xDE00));
    }
}
