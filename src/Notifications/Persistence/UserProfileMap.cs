using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Notifications.Profiles;

namespace Notifications.Persistence;

internal sealed class UserProfileMap : IEntityTypeConfiguration<UserProfile>
{
    public void Configure(EntityTypeBuilder<UserProfile> builder)
    {
        builder.ToTable("UserProfiles");
        builder.HasKey(profile => profile.UserId);
        builder.Property(profile => profile.UserId).HasMaxLength(Lengths.Id);
        builder.Property(profile => profile.DisplayName).HasMaxLength(Lengths.Name);
        builder.Property(profile => profile.Email).HasMaxLength(Lengths.Address);
        builder.Property(profile => profile.EventId).HasMaxLength(Lengths.Id);
    }
}
