using EndToEnd.Tests.Systems;
using Xunit;

namespace EndToEnd.Tests.Separate;

/// <summary>One set of three processes for these tests, one after the other: some kill a process and start it again.</summary>
[CollectionDefinition]
public sealed class SeparateTests : ICollectionFixture<SeparateSystem>;
