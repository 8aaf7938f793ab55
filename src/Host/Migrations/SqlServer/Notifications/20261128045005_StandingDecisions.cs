using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.SqlServer.Notifications
{
    /// <inheritdoc />
    public partial class StandingDecisions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "decided_at",
                schema: "notifications",
                table: "feedback_standings",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "taken_down_at",
                schema: "notifications",
                table: "feedback_standings",
                type: "datetimeoffset",
                nullable: true);

            // What stands by now is what was decided last, unless it is held: of that no notice of a decision is lost.
            migrationBuilder.Sql(
                "UPDATE notifications.feedback_standings SET decided_at = changed_at WHERE visibility <> 'held'");
            migrationBuilder.Sql(
                "UPDATE notifications.feedback_standings SET taken_down_at = changed_at WHERE visibility = 'taken-down'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "decided_at",
                schema: "notifications",
                table: "feedback_standings");

            migrationBuilder.DropColumn(
                name: "taken_down_at",
                schema: "notifications",
                table: "feedback_standings");
        }
    }
}
