using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Notifications
{
    /// <summary>The reconciliation reads emails whose next attempt is late.</summary>
    public partial class Reconciliation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_deliveries_open",
                table: "deliveries",
                column: "at",
                filter: "status IN ('pending', 'retrying', 'unknown')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_deliveries_open",
                table: "deliveries");
        }
    }
}
