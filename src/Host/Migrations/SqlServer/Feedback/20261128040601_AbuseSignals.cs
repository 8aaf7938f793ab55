using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.SqlServer.Feedback
{
    /// <inheritdoc />
    public partial class AbuseSignals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_bonus",
                schema: "feedback",
                table: "payments",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "abuse_signals",
                schema: "feedback",
                columns: table => new
                {
                    signal_id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    kind = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false, collation: "Latin1_General_100_BIN2"),
                    contract_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    freelancer_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    client_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    request_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    feedback_id = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    evidence = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    reviewed_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    reviewed_by = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2"),
                    note = table.Column<string>(type: "nvarchar(max)", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_abuse_signals", x => x.signal_id)
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateTable(
                name: "client_accounts",
                schema: "feedback",
                columns: table => new
                {
                    client_id = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    opened_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_client_accounts", x => x.client_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_at",
                schema: "feedback",
                table: "abuse_signals",
                column: "at")
                .Annotation("SqlServer:Clustered", true);

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_at_signal_id",
                schema: "feedback",
                table: "abuse_signals",
                columns: new[] { "at", "signal_id" });

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_client_id",
                schema: "feedback",
                table: "abuse_signals",
                column: "client_id");

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_contract_id",
                schema: "feedback",
                table: "abuse_signals",
                column: "contract_id");

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_freelancer_id_at_signal_id",
                schema: "feedback",
                table: "abuse_signals",
                columns: new[] { "freelancer_id", "at", "signal_id" });

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_kind_at_signal_id",
                schema: "feedback",
                table: "abuse_signals",
                columns: new[] { "kind", "at", "signal_id" });

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_open",
                schema: "feedback",
                table: "abuse_signals",
                columns: new[] { "at", "signal_id", "kind" },
                filter: "reviewed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_reviewed_by",
                schema: "feedback",
                table: "abuse_signals",
                column: "reviewed_by",
                filter: "reviewed_by IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_client_accounts_opened_at",
                schema: "feedback",
                table: "client_accounts",
                column: "opened_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "abuse_signals",
                schema: "feedback");

            migrationBuilder.DropTable(
                name: "client_accounts",
                schema: "feedback");

            migrationBuilder.DropColumn(
                name: "is_bonus",
                schema: "feedback",
                table: "payments");
        }
    }
}
