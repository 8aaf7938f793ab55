using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Feedback
{
    /// <summary>The contract room lists all requests of its contract.</summary>
    public partial class RequestsOfAContract : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_feedback_requests_contract_id_requested_at",
                table: "feedback_requests",
                columns: new[] { "contract_id", "requested_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_feedback_requests_contract_id_requested_at",
                table: "feedback_requests");
        }
    }
}
