using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Notifications
{
    /// <inheritdoc />
    public partial class WebhooksThatWait : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "secret_command_id",
                table: "webhooks",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "waiting_since",
                table: "webhook_deliveries",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.Sql("UPDATE webhook_deliveries SET waiting_since = created_at");

            migrationBuilder.CreateIndex(
                name: "ix_webhooks_secret_command_id",
                table: "webhooks",
                column: "secret_command_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_waiting",
                table: "webhook_deliveries",
                columns: new[] { "webhook_id", "waiting_since" },
                filter: "status IN ('pending', 'retrying')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_webhooks_secret_command_id",
                table: "webhooks");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_waiting",
                table: "webhook_deliveries");

            migrationBuilder.DropColumn(
                name: "secret_command_id",
                table: "webhooks");

            migrationBuilder.DropColumn(
                name: "waiting_since",
                table: "webhook_deliveries");
        }
    }
}
