using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.SqlServer.Feedback
{
    /// <summary>The sweep over what is kept for a time only reads decisions by age, to clear their facts.</summary>
    public partial class Retention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "cleared_at",
                schema: "feedback",
                table: "mid_contract_feedback",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "cleared_at",
                schema: "feedback",
                table: "feedback_requests",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_mid_contract_feedback_uncleared",
                schema: "feedback",
                table: "mid_contract_feedback",
                column: "provided_at",
                filter: "cleared_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_requests_uncleared",
                schema: "feedback",
                table: "feedback_requests",
                column: "ended_at",
                filter: "ended_at IS NOT NULL AND cleared_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_mid_contract_feedback_uncleared",
                schema: "feedback",
                table: "mid_contract_feedback");

            migrationBuilder.DropIndex(
                name: "ix_feedback_requests_uncleared",
                schema: "feedback",
                table: "feedback_requests");

            migrationBuilder.DropColumn(
                name: "cleared_at",
                schema: "feedback",
                table: "mid_contract_feedback");

            migrationBuilder.DropColumn(
                name: "cleared_at",
                schema: "feedback",
                table: "feedback_requests");
        }
    }
}
