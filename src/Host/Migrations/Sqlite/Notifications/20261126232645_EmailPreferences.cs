using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Notifications
{
    /// <inheritdoc />
    public partial class EmailPreferences : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "invitation_day",
                table: "user_profiles",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "invitations_of_day",
                table: "user_profiles",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "locale",
                table: "user_profiles",
                type: "TEXT",
                maxLength: 35,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "time_zone",
                table: "user_profiles",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "digest_id",
                table: "deliveries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "email_preferences",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    mode = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    token = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_email_preferences", x => new { x.user_id, x.kind });
                });

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_digest_id",
                table: "deliveries",
                column: "digest_id",
                filter: "digest_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_email_preferences_token",
                table: "email_preferences",
                column: "token",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "email_preferences");

            migrationBuilder.DropIndex(
                name: "ix_deliveries_digest_id",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "invitation_day",
                table: "user_profiles");

            migrationBuilder.DropColumn(
                name: "invitations_of_day",
                table: "user_profiles");

            migrationBuilder.DropColumn(
                name: "locale",
                table: "user_profiles");

            migrationBuilder.DropColumn(
                name: "time_zone",
                table: "user_profiles");

            migrationBuilder.DropColumn(
                name: "digest_id",
                table: "deliveries");
        }
    }
}
