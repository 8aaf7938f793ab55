using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Feedback
{
    /// <inheritdoc />
    public partial class StandingDecisions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Changes from before they stored the report that they decided: there is one report of a feedback.
            migrationBuilder.Sql(
                """
                UPDATE feedback.moderations AS record SET report_id = report.report_id
                FROM feedback.feedback_reports AS report
                WHERE record.report_id IS NULL AND report.feedback_id = record.feedback_id AND report.reported_at <= record."at"
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
