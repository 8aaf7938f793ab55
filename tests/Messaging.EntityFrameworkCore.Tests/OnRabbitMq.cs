using Messaging.EntityFrameworkCore.Tests.Inbox;
using Messaging.EntityFrameworkCore.Tests.Outbox.Crashes;
using Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;
using Messaging.EntityFrameworkCore.Tests.Outbox.Handling;
using Messaging.EntityFrameworkCore.Tests.Outbox.Publishing;
using Messaging.EntityFrameworkCore.Tests.Scheduling;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;

namespace Messaging.EntityFrameworkCore.Tests.OnRabbitMq;

// What a real broker could make different.

public sealed class When_the_process_dies_between_commit_and_send : When_the_process_dies_between_commit_and_send<PostgresAndRabbitMq>;

public sealed class When_messages_are_committed_together : When_messages_are_committed_together<PostgresAndRabbitMq>;

public sealed class When_a_commit_fails_for_good : When_a_commit_fails_for_good<PostgresAndRabbitMq>;

public sealed class When_a_handler_fails_and_is_tried_again : When_a_handler_fails_and_is_tried_again<PostgresAndRabbitMq>;

public sealed class When_a_handler_fails_for_good : When_a_handler_fails_for_good<PostgresAndRabbitMq>;

public sealed class When_a_message_goes_through_the_outbox : When_a_message_goes_through_the_outbox<PostgresAndRabbitMq>;

public sealed class When_a_response_can_not_leave : When_a_response_can_not_leave<PostgresAndRabbitMq>;

public sealed class When_a_scope_publishes_outside_a_consumer : When_a_scope_publishes_outside_a_consumer<PostgresAndRabbitMq>;

public sealed class When_a_timer_comes_due : When_a_timer_comes_due<PostgresAndRabbitMq>;

public sealed class When_a_timer_is_cancelled : When_a_timer_is_cancelled<PostgresAndRabbitMq>;

public sealed class When_a_timer_is_rescheduled : When_a_timer_is_rescheduled<PostgresAndRabbitMq>;

public sealed class When_the_service_restarts_while_a_timer_waits : When_the_service_restarts_while_a_timer_waits<PostgresAndRabbitMq>;

public sealed class When_a_message_was_handled_before : When_a_message_was_handled_before<PostgresAndRabbitMq>;
