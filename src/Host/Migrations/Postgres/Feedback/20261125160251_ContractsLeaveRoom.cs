using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Feedback
{
    /// <summary>
    /// A contract's row is changed by each of its payments, requests and feedback, and no index has the changed columns. With
    /// room for the new version on the row's own page, PostgreSQL touches none of the table's four indexes for it.
    /// </summary>
    public partial class ContractsLeaveRoom : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
            => migrationBuilder.Sql("ALTER TABLE feedback.contracts SET (fillfactor = 80)");

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
            => migrationBuilder.Sql("ALTER TABLE feedback.contracts RESET (fillfactor)");
    }
}
