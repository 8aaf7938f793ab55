using Xunit;

namespace Messaging.EntityFrameworkCore.Tests.Behaviours;

/// <summary>For what measures memory: nothing else runs beside it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
