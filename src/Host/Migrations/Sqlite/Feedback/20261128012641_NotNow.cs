using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Feedback
{
    /// <summary>A request may be declined until a date, and the contract remembers the date of the latest (R54).</summary>
    public partial class NotNow : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "ask_again_from",
                table: "feedback_requests",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "decline_facts",
                table: "feedback_requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "decline_policy",
                table: "feedback_requests",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "last_request_ask_again_from",
                table: "contracts",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "ask_again_from",
                table: "feedback_requests");

            migrationBuilder.DropColumn(
                name: "decline_facts",
                table: "feedback_requests");

            migrationBuilder.DropColumn(
                name: "decline_policy",
                table: "feedback_requests");

            migrationBuilder.DropColumn(
                name: "last_request_ask_again_from",
                table: "contracts");
        }
    }
}
