using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Notifications
{
    /// <inheritdoc />
    public partial class FeedbackStandings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "feedback_id",
                table: "deliveries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "withheld_facts",
                table: "deliveries",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "feedback_standings",
                columns: table => new
                {
                    feedback_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    visibility = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    change_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feedback_standings", x => x.feedback_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_feedback_id",
                table: "deliveries",
                column: "feedback_id",
                filter: "feedback_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_withheld",
                table: "deliveries",
                column: "at",
                filter: "withheld_facts IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_standings_changed_at",
                table: "feedback_standings",
                column: "changed_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "feedback_standings");

            migrationBuilder.DropIndex(
                name: "ix_deliveries_feedback_id",
                table: "deliveries");

            migrationBuilder.DropIndex(
                name: "ix_deliveries_withheld",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "feedback_id",
                table: "deliveries");

            migrationBuilder.DropColumn(
                name: "withheld_facts",
                table: "deliveries");
        }
    }
}
