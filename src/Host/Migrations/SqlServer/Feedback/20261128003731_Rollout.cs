using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.SqlServer.Feedback
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
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "cohort",
                schema: "feedback",
                table: "feedback_requests",
                type: "nvarchar(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rollout_version",
                schema: "feedback",
                table: "feedback_requests",
                type: "int",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "rollout_refusals",
                schema: "feedback",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    rollout_version = table.Column<int>(type: "int", nullable: false),
                    cohort = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    reasons = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rollout_refusals", x => x.id)
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateTable(
                name: "rollout_versions",
                schema: "feedback",
                columns: table => new
                {
                    version = table.Column<int>(type: "int", nullable: false),
                    definition = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    operator_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    note = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rollout_versions", x => x.version);
                });

            migrationBuilder.CreateIndex(
                name: "ix_rollout_refusals_at",
                schema: "feedback",
                table: "rollout_refusals",
                column: "at")
                .Annotation("SqlServer:Clustered", true);
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
