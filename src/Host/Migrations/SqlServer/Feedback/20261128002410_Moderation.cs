using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.SqlServer.Feedback
{
    /// <inheritdoc />
    public partial class Moderation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "withheld_as",
                schema: "feedback",
                table: "mid_contract_feedback",
                type: "nvarchar(16)",
                maxLength: 16,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.CreateTable(
                name: "feedback_reports",
                schema: "feedback",
                columns: table => new
                {
                    report_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    feedback_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    contract_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    reporter_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    reason = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    reported_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    status = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    closed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feedback_reports", x => x.report_id)
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateTable(
                name: "moderations",
                schema: "feedback",
                columns: table => new
                {
                    change_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    feedback_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    contract_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    action = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    operator_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    note = table.Column<string>(type: "nvarchar(max)", nullable: true),
                    previous = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    visibility = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_moderations", x => x.change_id)
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateIndex(
                name: "ix_mid_contract_feedback_withheld_as",
                schema: "feedback",
                table: "mid_contract_feedback",
                column: "withheld_as",
                filter: "withheld_as IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_closed_at",
                schema: "feedback",
                table: "feedback_reports",
                column: "closed_at",
                filter: "reason IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_contract_id",
                schema: "feedback",
                table: "feedback_reports",
                column: "contract_id");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_feedback_id",
                schema: "feedback",
                table: "feedback_reports",
                column: "feedback_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_reported_at",
                schema: "feedback",
                table: "feedback_reports",
                column: "reported_at")
                .Annotation("SqlServer:Clustered", true);

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_reported_at_report_id",
                schema: "feedback",
                table: "feedback_reports",
                columns: new[] { "reported_at", "report_id" });

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_reporter_id",
                schema: "feedback",
                table: "feedback_reports",
                column: "reporter_id");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_reports_status_reported_at_report_id",
                schema: "feedback",
                table: "feedback_reports",
                columns: new[] { "status", "reported_at", "report_id" });

            migrationBuilder.CreateIndex(
                name: "ix_moderations_at",
                schema: "feedback",
                table: "moderations",
                column: "at")
                .Annotation("SqlServer:Clustered", true);

            migrationBuilder.CreateIndex(
                name: "ix_moderations_contract_id",
                schema: "feedback",
                table: "moderations",
                column: "contract_id");

            migrationBuilder.CreateIndex(
                name: "ix_moderations_feedback_id_at",
                schema: "feedback",
                table: "moderations",
                columns: new[] { "feedback_id", "at" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_moderations_notes",
                schema: "feedback",
                table: "moderations",
                column: "at",
                filter: "note IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_moderations_operator_id",
                schema: "feedback",
                table: "moderations",
                column: "operator_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "feedback_reports",
                schema: "feedback");

            migrationBuilder.DropTable(
                name: "moderations",
                schema: "feedback");

            migrationBuilder.DropIndex(
                name: "ix_mid_contract_feedback_withheld_as",
                schema: "feedback",
                table: "mid_contract_feedback");

            migrationBuilder.DropColumn(
                name: "withheld_as",
                schema: "feedback",
                table: "mid_contract_feedback");
        }
    }
}
