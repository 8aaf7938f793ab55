using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Feedback
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
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "abuse_signals",
                schema: "feedback",
                columns: table => new
                {
                    signal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false, collation: "C"),
                    contract_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    freelancer_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    client_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    request_id = table.Column<Guid>(type: "uuid", nullable: true),
                    feedback_id = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    evidence = table.Column<string>(type: "text", nullable: false),
                    reviewed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reviewed_by = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    note = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_abuse_signals", x => x.signal_id);
                });

            migrationBuilder.CreateTable(
                name: "client_accounts",
                schema: "feedback",
                columns: table => new
                {
                    client_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_client_accounts", x => x.client_id);
                });

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
