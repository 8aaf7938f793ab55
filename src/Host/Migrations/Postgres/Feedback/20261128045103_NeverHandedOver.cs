using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Feedback
{
    /// <summary>The reconciliation finds what ended lately and was not handed over (R73).</summary>
    public partial class NeverHandedOver : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_contracts_ended_at",
                schema: "feedback",
                table: "contracts",
                column: "ended_at",
                filter: "ended_at IS NOT NULL AND handed_over_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_contracts_ended_at",
                schema: "feedback",
                table: "contracts");
        }
    }
}
