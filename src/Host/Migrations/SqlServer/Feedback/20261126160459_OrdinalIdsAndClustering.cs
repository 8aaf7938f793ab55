using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.SqlServer.Feedback
{
    /// <summary>
    /// All ids compare byte by byte whatever the database's collation, those too that no index has. Rows are kept in the order of their
    /// age, not in that of their Guids.
    /// </summary>
    public partial class OrdinalIdsAndClustering : Migration
    {
        private const string Schema = "feedback";
        private const string Ordinal = "Latin1_General_100_BIN2";

        private static readonly (string Table, string Key, string Age)[] _tables =
        [
            ("refusals", "command_id", "at"),
            ("mid_contract_feedback", "feedback_id", "provided_at"),
            ("feedback_requests", "correlation_id", "requested_at"),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            Collate(migrationBuilder, from: null, to: Ordinal);
            foreach (var (table, key, age) in _tables)
            {
                migrationBuilder.DropPrimaryKey($"pk_{table}", table, Schema);
                migrationBuilder.CreateIndex($"ix_{table}_{age}", table, age, Schema).Annotation("SqlServer:Clustered", true);
                migrationBuilder.AddPrimaryKey($"pk_{table}", table, key, Schema).Annotation("SqlServer:Clustered", false);
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            foreach (var (table, key, age) in _tables)
            {
                migrationBuilder.DropPrimaryKey($"pk_{table}", table, Schema);
                migrationBuilder.DropIndex($"ix_{table}_{age}", table, Schema);
                migrationBuilder.AddPrimaryKey($"pk_{table}", table, key, Schema);
            }

            Collate(migrationBuilder, from: Ordinal, to: null);
        }

        private static void Collate(MigrationBuilder migrationBuilder, string from, string to)
        {
            Collate("refusals", "caller_id");
            Collate("mid_contract_feedback", "client_id");
            Collate("mid_contract_feedback", "freelancer_id");
            Collate("feedback_requests", "client_id");
            Collate("feedback_requests", "freelancer_id");
            Collate("end_of_contract_feedback", "author_id");
            Collate("end_of_contract_feedback", "recipient_id");
            Collate("contracts", "start_event_id", nullable: true);

            void Collate(string table, string column, bool nullable = false) => migrationBuilder.AlterColumn<string>(
                column, table, "nvarchar(64)", maxLength: 64, schema: Schema, nullable: nullable, collation: to,
                oldClrType: typeof(string), oldType: "nvarchar(64)", oldMaxLength: 64, oldNullable: nullable, oldCollation: from);
        }
    }
}
