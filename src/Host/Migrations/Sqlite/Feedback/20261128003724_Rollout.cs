using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Feedback
{
    /// <inheritdoc />
    public partial class Rollout : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "answered_after_seconds",
                table: "feedback_requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "cohort",
                table: "feedback_requests",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rollout_version",
                table: "feedback_requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "rollout_refusals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    rollout_version = table.Column<int>(type: "INTEGER", nullable: false),
                    cohort = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    reasons = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rollout_refusals", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rollout_versions",
                columns: table => new
                {
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    definition = table.Column<string>(type: "TEXT", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false),
                    operator_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    note = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rollout_versions", x => x.version);
                });

            migrationBuilder.CreateIndex(
                name: "ix_rollout_refusals_at",
                table: "rollout_refusals",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rollout_refusals");

            migrationBuilder.DropTable(
                name: "rollout_versions");

            migrationBuilder.DropColumn(
                name: "answered_after_seconds",
                table: "feedback_requests");

            migrationBuilder.DropColumn(
                name: "cohort",
                table: "feedback_requests");

            migrationBuilder.DropColumn(
                name: "rollout_version",
                table: "feedback_requests");
        }
    }
}
