using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Feedback
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
                UPDATE moderations SET report_id = (
                    SELECT report.report_id FROM feedback_reports AS report
                    WHERE report.feedback_id = moderations.feedback_id AND report.reported_at <= moderations."at")
                WHERE report_id IS NULL
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
        }
    }
}
