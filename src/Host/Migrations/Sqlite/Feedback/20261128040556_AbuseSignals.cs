using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Feedback
{
    /// <inheritdoc />
    public partial class AbuseSignals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_bonus",
                table: "payments",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "abuse_signals",
                columns: table => new
                {
                    signal_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    contract_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    freelancer_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    client_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    request_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    feedback_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    evidence = table.Column<string>(type: "TEXT", nullable: false),
                    reviewed_at = table.Column<long>(type: "INTEGER", nullable: true),
                    reviewed_by = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    note = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_abuse_signals", x => x.signal_id);
                });

            migrationBuilder.CreateTable(
                name: "client_accounts",
                columns: table => new
                {
                    client_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    opened_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_client_accounts", x => x.client_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_at_signal_id",
                table: "abuse_signals",
                columns: new[] { "at", "signal_id" });

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_client_id",
                table: "abuse_signals",
                column: "client_id");

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_contract_id",
                table: "abuse_signals",
                column: "contract_id");

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_freelancer_id_at_signal_id",
                table: "abuse_signals",
                columns: new[] { "freelancer_id", "at", "signal_id" });

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_kind_at_signal_id",
                table: "abuse_signals",
                columns: new[] { "kind", "at", "signal_id" });

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_open",
                table: "abuse_signals",
                columns: new[] { "at", "signal_id", "kind" },
                filter: "reviewed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_abuse_signals_reviewed_by",
                table: "abuse_signals",
                column: "reviewed_by",
                filter: "reviewed_by IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_client_accounts_opened_at",
                table: "client_accounts",
                column: "opened_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "abuse_signals");

            migrationBuilder.DropTable(
                name: "client_accounts");

            migrationBuilder.DropColumn(
                name: "is_bonus",
                table: "payments");
        }
    }
}
