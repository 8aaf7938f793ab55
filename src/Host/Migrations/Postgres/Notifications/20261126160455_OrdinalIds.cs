using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Notifications
{
    /// <summary>
    /// Ids compare byte by byte whatever the database's collation. One statement per table: it rewrites no row, and it rebuilds each index
    /// on these columns once, during which the table is locked.
    /// </summary>
    public partial class OrdinalIds : Migration
    {
        private const string Ordinal = "\"C\"";
        private const string Default = "pg_catalog.\"default\"";

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => Collate(migrationBuilder, Ordinal);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => Collate(migrationBuilder, Default);

        private static void Collate(MigrationBuilder migrationBuilder, string collation)
        {
            migrationBuilder.Sql($"""
                ALTER TABLE notifications.user_profiles
                    ALTER COLUMN user_id TYPE character varying(64) COLLATE {collation},
                    ALTER COLUMN event_id TYPE character varying(64) COLLATE {collation};
                """);
            migrationBuilder.Sql($"""
                ALTER TABLE notifications.in_app_messages
                    ALTER COLUMN recipient_id TYPE character varying(64) COLLATE {collation},
                    ALTER COLUMN contract_id TYPE character varying(64) COLLATE {collation},
                    ALTER COLUMN kind TYPE character varying(32) COLLATE {collation};
                """);
            migrationBuilder.Sql($"""
                ALTER TABLE notifications.deliveries
                    ALTER COLUMN recipient_id TYPE character varying(64) COLLATE {collation},
                    ALTER COLUMN other_party_id TYPE character varying(64) COLLATE {collation},
                    ALTER COLUMN contract_id TYPE character varying(64) COLLATE {collation},
                    ALTER COLUMN notice TYPE character varying(32) COLLATE {collation},
                    ALTER COLUMN channel TYPE character varying(32) COLLATE {collation},
                    ALTER COLUMN message_id TYPE character varying(320) COLLATE {collation};
                """);
        }
    }
}
