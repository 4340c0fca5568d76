using System.Globalization;

namespace GradGuard.Signal.Tests.Measured;

/// <summary>Reads the models of models.txt, which measure.py runs, into layer graphs.</summary>
internal sealed class ModelText
{
    private readonly List<LayerNode> _nodes = [];
    private readonly Stack<(int Before, bool IsGated)> _branches = new();
    private readonly string[] _words;
    private int _next;
    private Size _width;

    private ModelText(string source, string model)
    {
        string[] input = source.Split(' ');
        long[] sizes = [.. input.Skip(1).Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        _width = Size.Of(input[0] is "sequence" ? sizes[1] : sizes[0]);
        long positions = input[0] switch { "features" => 1, "image" => sizes[1] * sizes[1], _ => sizes[0] };
        Rows = input[0] == "tokens" ? Size.Of(sizes[1]) : Size.Unknown;
        _nodes.Add(new InputNode("x", 1, Size.Of(positions)));
        _words = [.. Expand(model.Split(' '))];
    }

    private Size Rows { get; }

    private int[] Last => [_nodes.Count - 1];

    public static LayerGraph Read(string source, string model)
    {
        var text = new ModelText(source, model);
        while (text._next < text._words.Length)
        {
            text.Step(text._words[text._next++]);
        }

        return new([.. text._nodes], text._nodes.Count - 1);
    }

    private static IEnumerable<string> Expand(string[] words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            if (!words[i].EndsWith("*(", StringComparison.Ordinal))
            {
                yield return words[i];
                continue;
            }

            int end = i;
            for (int depth = 0; depth > 0 || end == i; end++)
            {
                depth += words[end].EndsWith('(') ? 1 : words[end] == ")" ? -1 : 0;
            }

            string[] block = words[(i + 1)..(end - 1)];
            foreach (string word in Enumerable.Repeat(block, int.Parse(words[i][..^2], CultureInfo.InvariantCulture)).SelectMany(Expand))
            {
                yield return word;
            }

            i = end - 1;
        }
    }

    private void Step(string word)
    {
        string path = $"{word}{_nodes.Count}";
        switch (word)
        {
            case "skip(":
                _branches.Push((Last[0], false));
                break;
            case "gate(":
                _branches.Push((Last[0], true));
                _nodes.Add(new PoolNode(path, Last, PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)));
                break;
            case ")":
                (int before, bool isGated) = _branches.Pop();
                _nodes.Add(isGated ? new MultiplyNode(path, [before, Last[0]]) : new AddNode(path, [before, Last[0]]));
                break;
            case "linear":
                Size fanIn = _width;
                _width = Number();
                (WeightInitializer weight, BiasInitializer bias) = Draw();
                _nodes.Add(new LinearNode(path, Last, fanIn, _width, weight, bias));
                break;
            case "conv" or "up":
                AddConvolution(path, isTransposed: word == "up");
                break;
            case "spread":
                Size all = _width;
                _width = Number();
                _nodes.Add(new ReshapeNode(path, Last, Spread: Size.Of(all.Value!.Value / _width.Value!.Value)));
                break;
            case "bn":
                _nodes.Add(new NormalizationNode(path, Last, NormalizationKind.Batch));
                break;
            case "ln":
                _nodes.Add(new NormalizationNode(path, Last, NormalizationKind.Layer));
                break;
            case "dropout":
                _nodes.Add(new DropoutNode(path, Last, double.Parse(_words[_next++], CultureInfo.InvariantCulture)));
                break;
            case "maxpool" or "avgpool":
                long side = Number().Value!.Value;
                _nodes.Add(new PoolNode(path, Last, word == "maxpool" ? PoolKind.Maximum : PoolKind.Average, Size.Of(side * side)));
                break;
            case "globalpool" or "globalmax":
                _nodes.Add(new PoolNode(path, Last, word == "globalmax" ? PoolKind.Maximum : PoolKind.Average, Size.Unknown, OutputPositions: Size.Of(1)));
                break;
            case "flatten":
                _nodes.Add(new ReshapeNode(path, Last, MergesPositions: true));
                _width = Size.Unknown;
                break;
            case "last":
                _nodes.Add(new SelectNode(path, Last));
                break;
            case "embedding":
                _width = Number();
                _nodes.Add(new EmbeddingNode(path, Last, Rows, _width, WeightInitializer.Normal(1)));
                break;
            case "rnn" or "lstm" or "gru":
                Size inputs = _width;
                _width = Number();
                RecurrentKind kind = word switch { "rnn" => RecurrentKind.Tanh, "lstm" => RecurrentKind.Lstm, _ => RecurrentKind.Gru };
                _nodes.Add(new RecurrentNode(path, Last, kind, inputs, _width, Size.Of(1), Bidirectional: false));
                break;
            case "attention":
                _nodes.Add(new AttentionNode(path, [Last[0], Last[0], Last[0]], _width, Number()));
                break;
            default:
                _nodes.Add(new ActivationNode(path, Last, Activations.ByName.Values.Single(phi => phi.Name.Equals(word, StringComparison.OrdinalIgnoreCase))));
                break;
        }
    }

    private void AddConvolution(string path, bool isTransposed)
    {
        Size channels = _width;
        _width = Number();
        long kernel = Number().Value!.Value;
        long padding = Option("pad", 0);
        long stride = Option("stride", 1);
        (WeightInitializer weight, BiasInitializer bias) = Draw();
        _nodes.Add(new ConvolutionNode(
            path, Last, channels, _width, Size.Of(kernel * kernel), Size.Of(stride * stride), Size.Of(1), isTransposed,
            weight, bias, Axes: 2, Padding: Size.Of(padding)));
    }

    private Size Number() => Size.Of(long.Parse(_words[_next++], CultureInfo.InvariantCulture));

    private long Option(string name, long usual)
    {
        if (_next >= _words.Length || _words[_next] != name)
        {
            return usual;
        }

        _next++;
        return Number().Value!.Value;
    }

    private (WeightInitializer Weight, BiasInitializer Bias) Draw()
    {
        WeightInitializer? weight = (_next < _words.Length ? _words[_next] : "") switch
        {
            "he" => WeightInitializer.KaimingNormal(InitializerGain.ReLU),
            "xavier" => WeightInitializer.Xavier(),
            "lecun" => WeightInitializer.LeCun,
            ['n', 'o', 'r', 'm', 'a', 'l', .. var std] => WeightInitializer.Normal(double.Parse(std, CultureInfo.InvariantCulture)),
            _ => null,
        };
        if (weight is null)
        {
            return (WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault);
        }

        _next++;
        return (weight, BiasInitializer.Zeros);
    }
}
