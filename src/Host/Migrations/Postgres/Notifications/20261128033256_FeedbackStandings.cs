using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Notifications
{
    /// <inheritdoc />
    public partial class FeedbackStandings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "feedback_id",
                schema: "notifications",
                table: "deliveries",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "withheld_facts",
                schema: "notifications",
                table: "deliveries",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "feedback_standings",
                schema: "notifications",
                columns: table => new
                {
                    feedback_id = table.Column<Guid>(type: "uuid", nullable: false),
                    visibility = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    change_id = table.Column<Guid>(type: "uuid", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feedback_standings", x => x.feedback_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_feedback_id",
                schema: "notifications",
                table: "deliveries",
                column: "feedback_id",
                filter: "feedback_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_withheld",
                schema: "notifications",
                table: "deliveries",
                column: "at",
                filter: "withheld_facts IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_standings_changed_at",
                schema: "notifications",
                table: "feedback_standings",
                column: "changed_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "feedback_standings",
                schema: "notifications");

            migrationBuilder.DropIndex(
                name: "ix_deliveries_feedback_id",
                schema: "notifications",
                table: "deliveries");

            migrationBuilder.DropIndex(
                name: "ix_deliveries_withheld",
                schema: "notifications",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "feedback_id",
                schema: "notifications",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "withheld_facts",
                schema: "notifications",
                table: "deliveries");
        }
    }
}
