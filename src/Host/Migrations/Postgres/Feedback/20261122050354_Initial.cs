using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Host.Migrations.Postgres.Feedback
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "feedback");

            migrationBuilder.CreateTable(
                name: "contracts",
                schema: "feedback",
                columns: table => new
                {
                    contract_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    client_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    freelancer_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    agency_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    start_event_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_payment_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_feedback_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_request_id = table.Column<Guid>(type: "uuid", nullable: true),
                    last_requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_request_expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_request_ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_request_answered = table.Column<bool>(type: "boolean", nullable: false),
                    has_refusals = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_contracts", x => x.contract_id);
                });

            migrationBuilder.CreateTable(
                name: "end_of_contract_feedback",
                schema: "feedback",
                columns: table => new
                {
                    feedback_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    contract_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    author_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    recipient_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    score = table.Column<decimal>(type: "numeric(3,2)", precision: 3, scale: 2, nullable: false),
                    comment = table.Column<string>(type: "text", nullable: true),
                    given_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_end_of_contract_feedback", x => x.feedback_id);
                });

            migrationBuilder.CreateTable(
                name: "feedback_requests",
                schema: "feedback",
                columns: table => new
                {
                    correlation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    current_state = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false, collation: "C"),
                    contract_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    client_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    freelancer_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    contract_title = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    message = table.Column<string>(type: "text", nullable: true),
                    requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    feedback_id = table.Column<Guid>(type: "uuid", nullable: true),
                    expiry_token_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reminder_token_id = table.Column<Guid>(type: "uuid", nullable: true),
                    policy = table.Column<string>(type: "text", nullable: false),
                    facts = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_feedback_requests", x => x.correlation_id);
                });

            migrationBuilder.CreateTable(
                name: "idempotent_answers",
                schema: "feedback",
                columns: table => new
                {
                    kind = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false, collation: "C"),
                    caller_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    contract_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    key = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    body_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    answer_type = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    answer = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotent_answers", x => new { x.contract_id, x.caller_id, x.kind, x.key });
                });

            migrationBuilder.CreateTable(
                name: "mid_contract_feedback",
                schema: "feedback",
                columns: table => new
                {
                    feedback_id = table.Column<Guid>(type: "uuid", nullable: false),
                    contract_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    request_id = table.Column<Guid>(type: "uuid", nullable: true),
                    client_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    freelancer_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    skills = table.Column<int>(type: "integer", nullable: false),
                    quality = table.Column<int>(type: "integer", nullable: false),
                    availability = table.Column<int>(type: "integer", nullable: false),
                    deadlines = table.Column<int>(type: "integer", nullable: false),
                    communication = table.Column<int>(type: "integer", nullable: false),
                    cooperation = table.Column<int>(type: "integer", nullable: false),
                    score = table.Column<decimal>(type: "numeric(3,2)", precision: 3, scale: 2, nullable: false),
                    comment = table.Column<string>(type: "text", nullable: true),
                    provided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    policy = table.Column<string>(type: "text", nullable: false),
                    facts = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mid_contract_feedback", x => x.feedback_id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_messages",
                schema: "feedback",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    enqueued_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    is_timer = table.Column<bool>(type: "boolean", nullable: false),
                    next_attempt_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    destination = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false),
                    message_type = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false),
                    content_type = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    headers = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<byte[]>(type: "bytea", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    last_error = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    parked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox_messages", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payments",
                schema: "feedback",
                columns: table => new
                {
                    payment_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    contract_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    amount = table.Column<decimal>(type: "numeric(19,4)", precision: 19, scale: 4, nullable: true),
                    currency = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    paid_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    is_positive = table.Column<bool>(type: "boolean", nullable: false),
                    reversed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payments", x => x.payment_id);
                });

            migrationBuilder.CreateTable(
                name: "refusals",
                schema: "feedback",
                columns: table => new
                {
                    command_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false),
                    contract_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    caller_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    reasons = table.Column<string>(type: "text", nullable: false),
                    policy = table.Column<string>(type: "text", nullable: false),
                    facts = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refusals", x => x.command_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_contracts_agency_id_started_at_contract_id",
                schema: "feedback",
                table: "contracts",
                columns: new[] { "agency_id", "started_at", "contract_id" });

            migrationBuilder.CreateIndex(
                name: "ix_contracts_client_id_started_at_contract_id",
                schema: "feedback",
                table: "contracts",
                columns: new[] { "client_id", "started_at", "contract_id" });

            migrationBuilder.CreateIndex(
                name: "ix_contracts_freelancer_id_started_at_contract_id",
                schema: "feedback",
                table: "contracts",
                columns: new[] { "freelancer_id", "started_at", "contract_id" });

            migrationBuilder.CreateIndex(
                name: "ix_end_of_contract_feedback_contract_id_given_at",
                schema: "feedback",
                table: "end_of_contract_feedback",
                columns: new[] { "contract_id", "given_at" });

            migrationBuilder.CreateIndex(
                name: "ix_feedback_requests_current_state",
                schema: "feedback",
                table: "feedback_requests",
                column: "current_state");

            migrationBuilder.CreateIndex(
                name: "ix_feedback_requests_waiting",
                schema: "feedback",
                table: "feedback_requests",
                column: "contract_id",
                unique: true,
                filter: "current_state = 'Pending'");

            migrationBuilder.CreateIndex(
                name: "ix_idempotent_answers_at",
                schema: "feedback",
                table: "idempotent_answers",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_mid_contract_feedback_contract_id_provided_at",
                schema: "feedback",
                table: "mid_contract_feedback",
                columns: new[] { "contract_id", "provided_at" });

            migrationBuilder.CreateIndex(
                name: "ix_mid_contract_feedback_request_id",
                schema: "feedback",
                table: "mid_contract_feedback",
                column: "request_id",
                unique: true,
                filter: "request_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_messages_next_attempt_at",
                schema: "feedback",
                table: "outbox_messages",
                column: "next_attempt_at");

            migrationBuilder.CreateIndex(
                name: "ix_payments_contract_id_paid_at",
                schema: "feedback",
                table: "payments",
                columns: new[] { "contract_id", "paid_at" });

            migrationBuilder.CreateIndex(
                name: "ix_refusals_contract_id_at",
                schema: "feedback",
                table: "refusals",
                columns: new[] { "contract_id", "at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "contracts",
                schema: "feedback");

            migrationBuilder.DropTable(
                name: "end_of_contract_feedback",
                schema: "feedback");

            migrationBuilder.DropTable(
                name: "feedback_requests",
                schema: "feedback");

            migrationBuilder.DropTable(
                name: "idempotent_answers",
                schema: "feedback");

            migrationBuilder.DropTable(
                name: "mid_contract_feedback",
                schema: "feedback");

            migrationBuilder.DropTable(
                name: "outbox_messages",
                schema: "feedback");

            migrationBuilder.DropTable(
                name: "payments",
                schema: "feedback");

            migrationBuilder.DropTable(
                name: "refusals",
                schema: "feedback");
        }
    }
}
