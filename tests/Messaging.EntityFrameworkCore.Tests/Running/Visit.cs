using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Messaging.EntityFrameworkCore.Tests.Running;

/// <summary>A handler at the place where a test steps in.</summary>
internal sealed record Visit(ConsumeContext Context, DbContext Db, int Attempt);
