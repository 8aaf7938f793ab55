using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.SqlServer.Notifications
{
    /// <summary>
    /// A row of the outbox has an id of its own, so that one message can go to several destinations. The index has the order in which
    /// rows are claimed.
    /// </summary>
    public partial class OutboxRowIds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_outbox_messages",
                schema: "notifications",
                table: "outbox_messages");

            migrationBuilder.DropIndex(
                name: "ix_outbox_messages_next_attempt_at",
                schema: "notifications",
                table: "outbox_messages");

            migrationBuilder.AddColumn<Guid>(
                name: "message_id",
                schema: "notifications",
                table: "outbox_messages",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "properties",
                schema: "notifications",
                table: "outbox_messages",
                type: "nvarchar(max)",
                nullable: true);

            migrationBuilder.AddPrimaryKey(
                name: "pk_outbox_messages",
                schema: "notifications",
                table: "outbox_messages",
                column: "id")
                .Annotation("SqlServer:Clustered", false);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_enqueued_at_position",
                schema: "notifications",
                table: "outbox_messages",
                columns: new[] { "enqueued_at", "position" })
                .Annotation("SqlServer:Clustered", true);

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_next_attempt_at_position",
                schema: "notifications",
                table: "outbox_messages",
                columns: new[] { "next_attempt_at", "position" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "pk_outbox_messages",
                schema: "notifications",
                table: "outbox_messages");

            migrationBuilder.DropIndex(
                name: "ix_outbox_messages_enqueued_at_position",
                schema: "notifications",
                table: "outbox_messages");

            migrationBuilder.DropIndex(
                name: "ix_outbox_messages_next_attempt_at_position",
                schema: "notifications",
                table: "outbox_messages");

            migrationBuilder.DropColumn(
                name: "message_id",
                schema: "notifications",
                table: "outbox_messages");

            migrationBuilder.DropColumn(
                name: "properties",
                schema: "notifications",
                table: "outbox_messages");

            migrationBuilder.AddPrimaryKey(
                name: "pk_outbox_messages",
                schema: "notifications",
                table: "outbox_messages",
                column: "id");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_next_attempt_at",
                schema: "notifications",
                table: "outbox_messages",
                column: "next_attempt_at");
        }
    }
}
