using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.SqlServer.Notifications
{
    /// <summary>
    /// Ids compare byte by byte whatever the database's collation: <c>Anna-1</c> is not <c>anna-1</c>. Rows are kept in the order of their
    /// age, not in that of their Guids. A column that an index has can't be altered, so the indexes go first and come back last.
    /// </summary>
    public partial class OrdinalIdsAndClustering : Migration
    {
        private const string Schema = "notifications";
        private const string Ordinal = "Latin1_General_100_BIN2";

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            DropKeysAndIndexes(migrationBuilder);
            Collate(migrationBuilder, from: null, to: Ordinal);
            CreateClusteredIndex(migrationBuilder, "deliveries");
            CreateClusteredIndex(migrationBuilder, "in_app_messages");
            CreateKeysAndIndexes(migrationBuilder, guidsAreClustered: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            DropKeysAndIndexes(migrationBuilder);
            migrationBuilder.DropIndex("ix_deliveries_created_at", "deliveries", Schema);
            migrationBuilder.DropIndex("ix_in_app_messages_created_at", "in_app_messages", Schema);
            Collate(migrationBuilder, from: Ordinal, to: null);
            CreateKeysAndIndexes(migrationBuilder, guidsAreClustered: true);
        }

        private static void DropKeysAndIndexes(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex("ix_deliveries_request_id", "deliveries", Schema);
            migrationBuilder.DropIndex("ix_deliveries_source_id_notice_channel_recipient_id", "deliveries", Schema);
            migrationBuilder.DropIndex("ix_deliveries_waiting_for_address", "deliveries", Schema);
            migrationBuilder.DropIndex("ix_in_app_messages_recipient_id_created_at_message_id", "in_app_messages", Schema);
            migrationBuilder.DropIndex("ix_in_app_messages_source_id_kind_recipient_id", "in_app_messages", Schema);
            migrationBuilder.DropIndex("ix_in_app_messages_unread", "in_app_messages", Schema);
            migrationBuilder.DropPrimaryKey("pk_deliveries", "deliveries", Schema);
            migrationBuilder.DropPrimaryKey("pk_in_app_messages", "in_app_messages", Schema);
            migrationBuilder.DropPrimaryKey("pk_user_profiles", "user_profiles", Schema);
        }

        private static void Collate(MigrationBuilder migrationBuilder, string from, string to)
        {
            Collate("user_profiles", "user_id", 64);
            Collate("user_profiles", "event_id", 64);
            Collate("in_app_messages", "recipient_id", 64);
            Collate("in_app_messages", "contract_id", 64);
            Collate("in_app_messages", "kind", 32);
            Collate("deliveries", "recipient_id", 64);
            Collate("deliveries", "other_party_id", 64);
            Collate("deliveries", "contract_id", 64);
            Collate("deliveries", "notice", 32);
            Collate("deliveries", "channel", 32);
            Collate("deliveries", "message_id", 320, nullable: true);

            void Collate(string table, string column, int length, bool nullable = false) => migrationBuilder.AlterColumn<string>(
                column, table, $"nvarchar({length})", maxLength: length, schema: Schema, nullable: nullable, collation: to,
                oldClrType: typeof(string), oldType: $"nvarchar({length})", oldMaxLength: length, oldNullable: nullable, oldCollation: from);
        }

        private static void CreateClusteredIndex(MigrationBuilder migrationBuilder, string table) => migrationBuilder
            .CreateIndex($"ix_{table}_created_at", table, "created_at", Schema)
            .Annotation("SqlServer:Clustered", true);

        private static void CreateKeysAndIndexes(MigrationBuilder migrationBuilder, bool guidsAreClustered)
        {
            migrationBuilder.AddPrimaryKey("pk_deliveries", "deliveries", "delivery_id", Schema)
                .Annotation("SqlServer:Clustered", guidsAreClustered);
            migrationBuilder.AddPrimaryKey("pk_in_app_messages", "in_app_messages", "message_id", Schema)
                .Annotation("SqlServer:Clustered", guidsAreClustered);
            migrationBuilder.AddPrimaryKey("pk_user_profiles", "user_profiles", "user_id", Schema);

            migrationBuilder.CreateIndex("ix_deliveries_request_id", "deliveries", "request_id", Schema);
            migrationBuilder.CreateIndex(
                "ix_deliveries_source_id_notice_channel_recipient_id", "deliveries",
                ["source_id", "notice", "channel", "recipient_id"], Schema, unique: true);
            migrationBuilder.CreateIndex(
                "ix_deliveries_waiting_for_address", "deliveries", "recipient_id", Schema, filter: "status = 'waiting-for-address'");
            migrationBuilder.CreateIndex(
                "ix_in_app_messages_recipient_id_created_at_message_id", "in_app_messages",
                ["recipient_id", "created_at", "message_id"], Schema);
            migrationBuilder.CreateIndex(
                "ix_in_app_messages_source_id_kind_recipient_id", "in_app_messages",
                ["source_id", "kind", "recipient_id"], Schema, unique: true);
            migrationBuilder.CreateIndex(
                "ix_in_app_messages_unread", "in_app_messages",
                ["recipient_id", "created_at", "message_id"], Schema, filter: "read_at IS NULL");
        }
    }
}
