using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Feedback
{
    /// <inheritdoc />
    public partial class Rollout : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "answered_after_seconds",
                schema: "feedback",
                table: "feedback_requests",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "cohort",
                schema: "feedback",
                table: "feedback_requests",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rollout_version",
                schema: "feedback",
                table: "feedback_requests",
                type: "integer",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "rollout_refusals",
                schema: "feedback",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    rollout_version = table.Column<int>(type: "integer", nullable: false),
                    cohort = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    reasons = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rollout_refusals", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rollout_versions",
                schema: "feedback",
                columns: table => new
                {
                    version = table.Column<int>(type: "integer", nullable: false),
                    definition = table.Column<string>(type: "text", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    operator_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rollout_versions", x => x.version);
                });

            migrationBuilder.CreateIndex(
                name: "ix_rollout_refusals_at",
                schema: "feedback",
                table: "rollout_refusals",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rollout_refusals",
                schema: "feedback");

            migrationBuilder.DropTable(
                name: "rollout_versions",
                schema: "feedback");

            migrationBuilder.DropColumn(
                name: "answered_after_seconds",
                schema: "feedback",
                table: "feedback_requests");

            migrationBuilder.DropColumn(
                name: "cohort",
                schema: "feedback",
                table: "feedback_requests");

            migrationBuilder.DropColumn(
                name: "rollout_version",
                schema: "feedback",
                table: "feedback_requests");
        }
    }
}
