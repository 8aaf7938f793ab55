using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.SqlServer.Feedback
{
    /// <summary>Hashes of the ids of users who were erased.</summary>
    public partial class ErasedUsers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "erased_users",
                schema: "feedback",
                columns: table => new
                {
                    user_key = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    erased_at = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_erased_users", x => x.user_key)
                        .Annotation("SqlServer:Clustered", false);
                });

            migrationBuilder.CreateIndex(
                name: "ix_erased_users_erased_at",
                schema: "feedback",
                table: "erased_users",
                column: "erased_at")
                .Annotation("SqlServer:Clustered", true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "erased_users",
                schema: "feedback");
        }
    }
}
