using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.SqlServer.Feedback
{
    /// <summary>A request may be declined until a date, and the contract remembers the date of the latest (R54).</summary>
    public partial class NotNow : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ask_again_from",
                schema: "feedback",
                table: "feedback_requests",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "decline_facts",
                schema: "feedback",
                table: "feedback_requests",
                type: "nvarchar(max)",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "decline_policy",
                schema: "feedback",
                table: "feedback_requests",
                type: "nvarchar(max)",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_request_ask_again_from",
                schema: "feedback",
                table: "contracts",
                type: "datetimeoffset",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ask_again_from",
                schema: "feedback",
                table: "feedback_requests");

            migrationBuilder.DropColumn(
                name: "decline_facts",
                schema: "feedback",
                table: "feedback_requests");

            migrationBuilder.DropColumn(
                name: "decline_policy",
                schema: "feedback",
                table: "feedback_requests");

            migrationBuilder.DropColumn(
                name: "last_request_ask_again_from",
                schema: "feedback",
                table: "contracts");
        }
    }
}
