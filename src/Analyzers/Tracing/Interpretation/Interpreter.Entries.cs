using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    // A longer table is data rather than a choice between presets or heads.
    private const int MostEntries = 8;

    private AbstractValue EntryOf(DictionaryValue dictionary, AbstractValue index) => Find(dictionary, index) ?? Unknown("an entry of a dictionary");

    // Null where there certainly is no such entry.
    private AbstractValue? Find(DictionaryValue dictionary, AbstractValue index)
    {
        if (dictionary.At(index) is { } exact)
            return exact;
        if (!dictionary.HasKnownKeys)
            return dictionary.Values is { HasKnownLength: false } values && values.At(index) is { } ofAllTurns ? ofAllTurns : Unknown("an entry of a dictionary");

        return DictionaryValue.IsKnown(index) ? null : OneOf([.. dictionary.Entries.Select(entry => (entry.Key, entry.Value))], index);
    }

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
