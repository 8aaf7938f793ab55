using Xunit;

namespace Messaging.EntityFrameworkCore.Tests;

/// <summary>For tests that measure memory: no other test runs at the same time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
