using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Feedback
{
    /// <inheritdoc />
    public partial class Moderation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "withheld_as",
                table: "mid_contract_feedback",
                type: "TEXT",
                maxLength: 16,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "feedback_reports",
                columns: table => new
                {
                    report_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    feedback_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    contract_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    reporter_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: true),
                    reported_at = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    closed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feedback_reports", x => x.report_id);
                });

            migrationBuilder.CreateTable(
                name: "moderations",
                columns: table => new
                {
                    change_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    feedback_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    contract_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    action = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    operator_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: true),
                    previous = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    visibility = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_moderations", x => x.change_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_mid_contract_feedback_withheld_as",
                table: "mid_contract_feedback",
                column: "withheld_as",
                filter: "withheld_as IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_closed_at",
                table: "feedback_reports",
                column: "closed_at",
                filter: "reason IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_contract_id",
                table: "feedback_reports",
                column: "contract_id");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_feedback_id",
                table: "feedback_reports",
                column: "feedback_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_reported_at_report_id",
                table: "feedback_reports",
                columns: new[] { "reported_at", "report_id" });

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_reporter_id",
                table: "feedback_reports",
                column: "reporter_id");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_status_reported_at_report_id",
                table: "feedback_reports",
                columns: new[] { "status", "reported_at", "report_id" });

            migrationBuilder.CreateIndex(
                name: "ix_moderations_at",
                table: "moderations",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_moderations_contract_id",
                table: "moderations",
                column: "contract_id");

            migrationBuilder.CreateIndex(
                name: "ix_moderations_feedback_id_at",
                table: "moderations",
                columns: new[] { "feedback_id", "at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_moderations_notes",
                table: "moderations",
                column: "at",
                filter: "note IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_moderations_operator_id",
                table: "moderations",
                column: "operator_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "feedback_reports");

            migrationBuilder.DropTable(
                name: "moderations");

            migrationBuilder.DropIndex(
                name: "ix_mid_contract_feedback_withheld_as",
                table: "mid_contract_feedback");

            migrationBuilder.DropColumn(
                name: "withheld_as",
                table: "mid_contract_feedback");
        }
    }
}
