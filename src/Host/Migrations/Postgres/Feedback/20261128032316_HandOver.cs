using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Feedback
{
    /// <summary>The contract remembers when its feedback was last handed over (R73).</summary>
    public partial class HandOver : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "handed_over_at",
                schema: "feedback",
                table: "contracts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_contracts_handed_over_at",
                schema: "feedback",
                table: "contracts",
                column: "handed_over_at",
                filter: "handed_over_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_contracts_handed_over_at",
                schema: "feedback",
                table: "contracts");

            migrationBuilder.DropColumn(
                name: "handed_over_at",
                schema: "feedback",
                table: "contracts");
        }
    }
}
