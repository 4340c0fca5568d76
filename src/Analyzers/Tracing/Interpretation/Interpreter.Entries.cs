using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    // A longer table is data rather than a choice between presets or heads.
    private const int MostEntries = 8;

    private AbstractValue EntryOf(DictionaryValue dictionary, AbstractValue index) => DictionaryValue.KeyOf(index) is { } key
        ? dictionary[key] ?? Unknown("an entry of a dictionary")
        : OneOf([.. dictionary.Entries.Select(entry => (DictionaryValue.ValueOf(entry.Key), entry.Value))], index) ?? Unknown("an entry of a dictionary");

    private AbstractValue EntryOf(ContainerModule modules, AbstractValue index) => index is ConstantValue { Value: string name }
        ? Sequences.Named(modules, name) ?? Unknown("a module of a dictionary")
        : OneOf([.. ModuleNames.Children(modules).Select(child => ((AbstractValue)ConstantValue.Of(child.Name), child.Module))], index) ?? Unknown("a module of a dictionary");

    // Configurations["vgg16"] by a name that the caller gives: every entry is one way through the code.
    private AbstractValue? OneOf(IReadOnlyList<(AbstractValue Key, AbstractValue Value)> entries, AbstractValue index)
    {
        if (entries.Count is 0 or > MostEntries)
            return null;

        for (var i = 0; i < entries.Count - 1; i++)
            if (Truth(Compare(BinaryOperatorKind.Equals, index, entries[i].Key)))
                return entries[i].Value;

        return entries[entries.Count - 1].Value;
    }
}
