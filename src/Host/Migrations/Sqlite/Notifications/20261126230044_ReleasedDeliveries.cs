using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Notifications
{
    /// <inheritdoc />
    public partial class ReleasedDeliveries : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "attempts_before_release",
                table: "deliveries",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "attempts_before_release",
                table: "deliveries");
        }
    }
}
