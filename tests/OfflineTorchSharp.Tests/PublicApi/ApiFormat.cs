using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace GradGuard.OfflineTorchSharp.Tests.PublicApi;

/// <summary>Writes the public and protected surface of an assembly, one member a line, in the style of the recorded listings.</summary>
internal static class ApiFormat
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
    };

    public static IEnumerable<string> Lines(Assembly assembly) =>
        assembly.GetTypes().Where(IsVisible).SelectMany(static type => Members(type).Prepend(Header(type)));

    private static bool IsVisible(Type type) =>
        type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!));

    private static string Header(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var parent = type.BaseType is null || type.BaseType == typeof(object) ? "" : $" : {Name(type.BaseType)}";
        return $"## {kind} {type.Namespace}::{Name(type)}{parent}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        var owner = Name(type);
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{owner} | enum {name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
        if (typeof(Delegate).IsAssignableFrom(type))
            return [];
        return Visible(type).Select(text => $"{owner} | {text}");
    }

    private static IEnumerable<string> Visible(Type type)
    {
        foreach (var field in type.GetFields(Declared).Where(static field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
            yield return $"{Access(field.IsPublic, field.IsFamilyOrAssembly)}{Modifiers(field)}{Typed(field.FieldType, field)} {field.Name} (field)";
        foreach (var constructor in type.GetConstructors(Declared).Where(static c => !c.IsStatic && IsVisible(c)))
            yield return $"{Access(constructor)}.ctor({Parameters(constructor)})";
        foreach (var property in type.GetProperties(Declared))
        {
            var accessors = property.GetAccessors(nonPublic: true).Where(IsVisible).ToArray();
            if (accessors.Length == 0)
                continue;
            var indices = property.GetIndexParameters();
            var name = indices.Length == 0 ? property.Name : $"this[{string.Join(", ", indices.Select(Parameter))}]";
            var verbs = string.Concat(accessors.OrderBy(static a => a.ReturnType == typeof(void)).Select(static a => a.ReturnType == typeof(void) ? "set; " : "get; "));
            yield return $"{Access(accessors[0])}{Modifiers(accessors[0])}{Typed(property.PropertyType, property)} {name} {{ {verbs}}}";
        }
        foreach (var method in type.GetMethods(Declared).Where(IsVisible))
        {
            if (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
                continue;
            var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
            var extension = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
            yield return $"{Access(method)}{Modifiers(method)}{Typed(method.ReturnType, method.ReturnParameter)} {method.Name}{generic}({extension}{Parameters(method)})";
        }
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => Access(method.IsPublic, method.IsFamilyOrAssembly);

    private static string Access(bool isPublic, bool isInternalToo) => isPublic ? "public " : isInternalToo ? "protected internal " : "protected ";

    private static string Modifiers(FieldInfo field) => field switch
    {
        { IsLiteral: true } => "const ",
        { IsStatic: true, IsInitOnly: true } => "static readonly ",
        { IsStatic: true } => "static ",
        { IsInitOnly: true } => "readonly ",
        _ => "",
    };

    private static string Modifiers(MethodInfo method)
    {
        if (method.IsStatic)
            return "static ";
        if (method.IsAbstract)
            return "abstract ";
        if (!method.IsVirtual)
            return "";
        if (method.GetBaseDefinition() != method)
            return "override ";
        return method.IsFinal ? "" : "virtual ";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params "
            : parameter.IsOut ? "out "
            : parameter.ParameterType.IsByRef ? "ref "
            : "";
        var fallback = parameter.HasDefaultValue ? $" = {Literal(parameter)}" : "";
        return $"{prefix}{Typed(parameter.ParameterType, parameter)} {parameter.Name}{fallback}";
    }

    private static string Literal(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.DefaultValue switch
        {
            null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
            var value when type.IsEnum => $"{type.Name}.{Enum.GetName(type, value)}",
            string text => $"\"{text}\"",
            char letter => $"'{letter}'",
            bool flag => flag ? "true" : "false",
            float number => number.ToString(CultureInfo.InvariantCulture) + "f",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            var other => other.ToString()!,
        };
    }

    private static string Typed(Type type, ICustomAttributeProvider provider)
    {
        var names = provider.GetCustomAttributes(typeof(TupleElementNamesAttribute), false).Cast<TupleElementNamesAttribute>().SingleOrDefault();
        return names is null ? Name(type) : $"{Name(type)} /*{string.Join(",", names.TransformNames)}*/";
    }

    private static string Name(Type type)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!);
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsGenericParameter)
            return type.Name;
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Name(value) + "?";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (type.IsGenericType && typeof(ITuple).IsAssignableFrom(type) && type.IsValueType)
            return $"({string.Join(", ", type.GetGenericArguments().Select(Name))})";
        return Nested(type, type.GetGenericArguments());
    }

    private static string Nested(Type type, Type[] arguments)
    {
        var outer = type.DeclaringType is { } declaring ? Nested(declaring, arguments) + "." : "";
        var inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        var own = arguments[inherited..type.GetGenericArguments().Length];
        var tick = type.Name.IndexOf('`');
        var name = tick < 0 ? type.Name : type.Name[..tick];
        return own.Length == 0 ? outer + name : $"{outer}{name}<{string.Join(", ", own.Select(Name))}>";
    }
}
