using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.SqlServer.Notifications
{
    /// <summary>The sweep over what is kept for a time only reads deliveries and messages by age, to delete them.</summary>
    public partial class Retention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_deliveries_failed",
                schema: "notifications",
                table: "deliveries",
                column: "at",
                filter: "status IN ('failed', 'unknown')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_deliveries_failed",
                schema: "notifications",
                table: "deliveries");
        }
    }
}
