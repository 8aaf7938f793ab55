using EndToEnd.Tests.Systems;
using Xunit;

namespace EndToEnd.Tests.Embedded;

/// <summary>One embedded host for these tests, one after the other: they share its clock, which only moves forward.</summary>
[CollectionDefinition]
public sealed class EmbeddedTests : ICollectionFixture<EmbeddedSystem>;
