using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Feedback
{
    /// <summary>The reconciliation reads what happened lately.</summary>
    public partial class Reconciliation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_mid_contract_feedback_provided_at",
                schema: "feedback",
                table: "mid_contract_feedback",
                column: "provided_at");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_requests_ended_at",
                schema: "feedback",
                table: "feedback_requests",
                column: "ended_at",
                filter: "ended_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_mid_contract_feedback_provided_at",
                schema: "feedback",
                table: "mid_contract_feedback");

            migrationBuilder.DropIndex(
                name: "ix_feedback_requests_ended_at",
                schema: "feedback",
                table: "feedback_requests");
        }
    }
}
