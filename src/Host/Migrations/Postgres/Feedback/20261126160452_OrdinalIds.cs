using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Feedback
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
                ALTER TABLE feedback.refusals
                    ALTER COLUMN caller_id TYPE character varying(64) COLLATE {collation};
                """);
            migrationBuilder.Sql($"""
                ALTER TABLE feedback.mid_contract_feedback
                    ALTER COLUMN client_id TYPE character varying(64) COLLATE {collation},
                    ALTER COLUMN freelancer_id TYPE character varying(64) COLLATE {collation};
                """);
            migrationBuilder.Sql($"""
                ALTER TABLE feedback.feedback_requests
                    ALTER COLUMN client_id TYPE character varying(64) COLLATE {collation},
                    ALTER COLUMN freelancer_id TYPE character varying(64) COLLATE {collation};
                """);
            migrationBuilder.Sql($"""
                ALTER TABLE feedback.end_of_contract_feedback
                    ALTER COLUMN author_id TYPE character varying(64) COLLATE {collation},
                    ALTER COLUMN recipient_id TYPE character varying(64) COLLATE {collation};
                """);
            migrationBuilder.Sql($"""
                ALTER TABLE feedback.contracts
                    ALTER COLUMN start_event_id TYPE character varying(64) COLLATE {collation};
                """);
        }
    }
}
