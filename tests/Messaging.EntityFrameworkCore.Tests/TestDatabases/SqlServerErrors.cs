using System.Reflection;
using Microsoft.Data.SqlClient;

namespace Messaging.EntityFrameworkCore.Tests.TestDatabases;

/// <summary>Exceptions as SQL Server's driver throws them; it offers no way to make one.</summary>
internal static class SqlServerErrors
{
    private const BindingFlags NotPublic = BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    public static SqlException Create(int number)
    {
        var error = (SqlError)Make(typeof(SqlError), number);
        var errors = (SqlErrorCollection)Make(typeof(SqlErrorCollection));
        typeof(SqlErrorCollection).GetMethod("Add", NotPublic)!.Invoke(errors, [error]);
        var create = typeof(SqlException).GetMethod("CreateException", NotPublic, [typeof(SqlErrorCollection), typeof(string)])
            ?? throw new MissingMethodException(nameof(SqlException), "CreateException");
        return (SqlException)create.Invoke(null, [errors, "16.0.0"])!;
    }

    /// <summary>Takes the constructor with the most parameters and gives each its default, and the number to the first.</summary>
    private static object Make(Type type, int number = 0)
    {
        var constructor = type.GetConstructors(NotPublic).OrderBy(candidate => candidate.GetParameters().Length).First();
        var arguments = constructor.GetParameters().Select((parameter, index) =>
            index == 0 ? number
            : parameter.ParameterType == typeof(string) ? ""
            : parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType)
            : null);
        return constructor.Invoke([.. arguments]);
    }
}
