using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Notifications
{
    /// <inheritdoc />
    public partial class WebhooksThatWait : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "previous_secret",
                schema: "notifications",
                table: "webhooks",
                type: "character varying(1600)",
                maxLength: 1600,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "character varying(200)",
                oldMaxLength: 200,
                oldNullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "secret_command_id",
                schema: "notifications",
                table: "webhooks",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "waiting_since",
                schema: "notifications",
                table: "webhook_deliveries",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

            migrationBuilder.Sql("UPDATE notifications.webhook_deliveries SET waiting_since = created_at");

            migrationBuilder.CreateIndex(
                name: "ix_webhooks_secret_command_id",
                schema: "notifications",
                table: "webhooks",
                column: "secret_command_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_webhook_deliveries_waiting",
                schema: "notifications",
                table: "webhook_deliveries",
                columns: new[] { "webhook_id", "waiting_since" },
                filter: "status IN ('pending', 'retrying')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_webhooks_secret_command_id",
                schema: "notifications",
                table: "webhooks");

            migrationBuilder.DropIndex(
                name: "ix_webhook_deliveries_waiting",
                schema: "notifications",
                table: "webhook_deliveries");

            migrationBuilder.DropColumn(
                name: "secret_command_id",
                schema: "notifications",
                table: "webhooks");

            migrationBuilder.DropColumn(
                name: "waiting_since",
                schema: "notifications",
                table: "webhook_deliveries");

            migrationBuilder.AlterColumn<string>(
                name: "previous_secret",
                schema: "notifications",
                table: "webhooks",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "character varying(1600)",
                oldMaxLength: 1600,
                oldNullable: true);
        }
    }
}
