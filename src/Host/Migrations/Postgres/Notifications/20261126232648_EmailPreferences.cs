using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Notifications
{
    /// <inheritdoc />
    public partial class EmailPreferences : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "invitation_day",
                schema: "notifications",
                table: "user_profiles",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "invitations_of_day",
                schema: "notifications",
                table: "user_profiles",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "locale",
                schema: "notifications",
                table: "user_profiles",
                type: "character varying(35)",
                maxLength: 35,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "time_zone",
                schema: "notifications",
                table: "user_profiles",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "digest_id",
                schema: "notifications",
                table: "deliveries",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "email_preferences",
                schema: "notifications",
                columns: table => new
                {
                    user_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    mode = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    token = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_email_preferences", x => new { x.user_id, x.kind });
                });

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_digest_id",
                schema: "notifications",
                table: "deliveries",
                column: "digest_id",
                filter: "digest_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_email_preferences_token",
                schema: "notifications",
                table: "email_preferences",
                column: "token",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "email_preferences",
                schema: "notifications");

            migrationBuilder.DropIndex(
                name: "ix_deliveries_digest_id",
                schema: "notifications",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "invitation_day",
                schema: "notifications",
                table: "user_profiles");

            migrationBuilder.DropColumn(
                name: "invitations_of_day",
                schema: "notifications",
                table: "user_profiles");

            migrationBuilder.DropColumn(
                name: "locale",
                schema: "notifications",
                table: "user_profiles");

            migrationBuilder.DropColumn(
                name: "time_zone",
                schema: "notifications",
                table: "user_profiles");

            migrationBuilder.DropColumn(
                name: "digest_id",
                schema: "notifications",
                table: "deliveries");
        }
    }
}
