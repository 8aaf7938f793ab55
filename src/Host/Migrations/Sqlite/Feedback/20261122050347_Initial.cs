using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Sqlite.Feedback
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "contracts",
                columns: table => new
                {
                    contract_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    client_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    freelancer_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    agency_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: true),
                    start_event_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_payment_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_feedback_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_request_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    last_requested_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_request_expires_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_request_ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    last_request_answered = table.Column<bool>(type: "INTEGER", nullable: false),
                    has_refusals = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contracts", x => x.contract_id);
                });

            migrationBuilder.CreateTable(
                name: "end_of_contract_feedback",
                columns: table => new
                {
                    feedback_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    contract_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    author_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    recipient_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    score = table.Column<decimal>(type: "TEXT", precision: 3, scale: 2, nullable: false),
                    comment = table.Column<string>(type: "TEXT", nullable: true),
                    given_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_end_of_contract_feedback", x => x.feedback_id);
                });

            migrationBuilder.CreateTable(
                name: "feedback_requests",
                columns: table => new
                {
                    correlation_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    current_state = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    contract_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    client_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    freelancer_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    contract_title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    message = table.Column<string>(type: "TEXT", nullable: true),
                    requested_at = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    feedback_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    expiry_token_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    reminder_token_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    policy = table.Column<string>(type: "TEXT", nullable: false),
                    facts = table.Column<string>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feedback_requests", x => x.correlation_id);
                });

            migrationBuilder.CreateTable(
                name: "idempotent_answers",
                columns: table => new
                {
                    kind = table.Column<string>(type: "TEXT", maxLength: 8, nullable: false),
                    caller_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    contract_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    body_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    answer_type = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    answer = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotent_answers", x => new { x.contract_id, x.caller_id, x.kind, x.key });
                });

            migrationBuilder.CreateTable(
                name: "mid_contract_feedback",
                columns: table => new
                {
                    feedback_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    contract_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    request_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    client_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    freelancer_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    skills = table.Column<int>(type: "INTEGER", nullable: false),
                    quality = table.Column<int>(type: "INTEGER", nullable: false),
                    availability = table.Column<int>(type: "INTEGER", nullable: false),
                    deadlines = table.Column<int>(type: "INTEGER", nullable: false),
                    communication = table.Column<int>(type: "INTEGER", nullable: false),
                    cooperation = table.Column<int>(type: "INTEGER", nullable: false),
                    score = table.Column<decimal>(type: "TEXT", precision: 3, scale: 2, nullable: false),
                    comment = table.Column<string>(type: "TEXT", nullable: true),
                    provided_at = table.Column<long>(type: "INTEGER", nullable: false),
                    policy = table.Column<string>(type: "TEXT", nullable: false),
                    facts = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mid_contract_feedback", x => x.feedback_id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_messages",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    position = table.Column<int>(type: "INTEGER", nullable: false),
                    enqueued_at = table.Column<long>(type: "INTEGER", nullable: false),
                    due_at = table.Column<long>(type: "INTEGER", nullable: false),
                    is_timer = table.Column<bool>(type: "INTEGER", nullable: false),
                    next_attempt_at = table.Column<long>(type: "INTEGER", nullable: true),
                    destination = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false),
                    message_type = table.Column<string>(type: "TEXT", maxLength: 512, nullable: false),
                    content_type = table.Column<string>(type: "TEXT", maxLength: 128, nullable: false),
                    headers = table.Column<string>(type: "TEXT", nullable: true),
                    body = table.Column<byte[]>(type: "BLOB", nullable: false),
                    attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    last_error = table.Column<string>(type: "TEXT", maxLength: 256, nullable: true),
                    parked_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payments",
                columns: table => new
                {
                    payment_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    contract_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    amount = table.Column<decimal>(type: "TEXT", precision: 19, scale: 4, nullable: true),
                    currency = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    paid_at = table.Column<long>(type: "INTEGER", nullable: true),
                    is_positive = table.Column<bool>(type: "INTEGER", nullable: false),
                    reversed_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payments", x => x.payment_id);
                });

            migrationBuilder.CreateTable(
                name: "refusals",
                columns: table => new
                {
                    command_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 8, nullable: false),
                    contract_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    caller_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    reasons = table.Column<string>(type: "TEXT", nullable: false),
                    policy = table.Column<string>(type: "TEXT", nullable: false),
                    facts = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refusals", x => x.command_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_contracts_agency_id_started_at_contract_id",
                table: "contracts",
                columns: new[] { "agency_id", "started_at", "contract_id" });

            migrationBuilder.CreateIndex(
                name: "ix_contracts_client_id_started_at_contract_id",
                table: "contracts",
                columns: new[] { "client_id", "started_at", "contract_id" });

            migrationBuilder.CreateIndex(
                name: "ix_contracts_freelancer_id_started_at_contract_id",
                table: "contracts",
                columns: new[] { "freelancer_id", "started_at", "contract_id" });

            migrationBuilder.CreateIndex(
                name: "ix_end_of_contract_feedback_contract_id_given_at",
                table: "end_of_contract_feedback",
                columns: new[] { "contract_id", "given_at" });

            migrationBuilder.CreateIndex(
                name: "ix_feedback_requests_current_state",
                table: "feedback_requests",
                column: "current_state");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_requests_waiting",
                table: "feedback_requests",
                column: "contract_id",
                unique: true,
                filter: "current_state = 'Pending'");

            migrationBuilder.CreateIndex(
                name: "ix_idempotent_answers_at",
                table: "idempotent_answers",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_mid_contract_feedback_contract_id_provided_at",
                table: "mid_contract_feedback",
                columns: new[] { "contract_id", "provided_at" });

            migrationBuilder.CreateIndex(
                name: "ix_mid_contract_feedback_request_id",
                table: "mid_contract_feedback",
                column: "request_id",
                unique: true,
                filter: "request_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_next_attempt_at",
                table: "outbox_messages",
                column: "next_attempt_at");

            migrationBuilder.CreateIndex(
                name: "ix_payments_contract_id_paid_at",
                table: "payments",
                columns: new[] { "contract_id", "paid_at" });

            migrationBuilder.CreateIndex(
                name: "ix_refusals_contract_id_at",
                table: "refusals",
                columns: new[] { "contract_id", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "contracts");

            migrationBuilder.DropTable(
                name: "end_of_contract_feedback");

            migrationBuilder.DropTable(
                name: "feedback_requests");

            migrationBuilder.DropTable(
                name: "idempotent_answers");

            migrationBuilder.DropTable(
                name: "mid_contract_feedback");

            migrationBuilder.DropTable(
                name: "outbox_messages");

            migrationBuilder.DropTable(
                name: "payments");

            migrationBuilder.DropTable(
                name: "refusals");
        }
    }
}
