using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Notifications
{
    /// <summary>The sweep over what is kept for a time only reads deliveries and messages by age, to delete them.</summary>
    public partial class Retention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_in_app_messages_created_at",
                table: "in_app_messages",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_created_at",
                table: "deliveries",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_deliveries_failed",
                table: "deliveries",
                column: "at",
                filter: "status IN ('failed', 'unknown')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_in_app_messages_created_at",
                table: "in_app_messages");

            migrationBuilder.DropIndex(
                name: "ix_deliveries_created_at",
                table: "deliveries");

            migrationBuilder.DropIndex(
                name: "ix_deliveries_failed",
                table: "deliveries");
        }
    }
}
