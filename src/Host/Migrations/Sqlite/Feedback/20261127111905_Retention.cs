using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Feedback
{
    /// <summary>The sweep over what is kept for a time only reads decisions by age, to clear their facts.</summary>
    public partial class Retention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "cleared_at",
                table: "mid_contract_feedback",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "cleared_at",
                table: "feedback_requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_refusals_at",
                table: "refusals",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_mid_contract_feedback_uncleared",
                table: "mid_contract_feedback",
                column: "provided_at",
                filter: "cleared_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_requests_uncleared",
                table: "feedback_requests",
                column: "ended_at",
                filter: "ended_at IS NOT NULL AND cleared_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_refusals_at",
                table: "refusals");

            migrationBuilder.DropIndex(
                name: "ix_mid_contract_feedback_uncleared",
                table: "mid_contract_feedback");

            migrationBuilder.DropIndex(
                name: "ix_feedback_requests_uncleared",
                table: "feedback_requests");

            migrationBuilder.DropColumn(
                name: "cleared_at",
                table: "mid_contract_feedback");

            migrationBuilder.DropColumn(
                name: "cleared_at",
                table: "feedback_requests");
        }
    }
}
