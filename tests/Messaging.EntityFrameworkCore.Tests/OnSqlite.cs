using Messaging.EntityFrameworkCore.Tests.Inbox;
using Messaging.EntityFrameworkCore.Tests.Outbox.Crashes;
using Messaging.EntityFrameworkCore.Tests.Outbox.Dispatching;
using Messaging.EntityFrameworkCore.Tests.Outbox.Embedded;
using Messaging.EntityFrameworkCore.Tests.Outbox.Handling;
using Messaging.EntityFrameworkCore.Tests.Outbox.Publishing;
using Messaging.EntityFrameworkCore.Tests.Sagas;
using Messaging.EntityFrameworkCore.Tests.Scheduling;
using Messaging.EntityFrameworkCore.Tests.TestDatabases;

namespace Messaging.EntityFrameworkCore.Tests.OnSqlite;

public sealed class When_the_process_dies_before_the_commit : When_the_process_dies_before_the_commit<SqliteTestDatabase>;

public sealed class When_the_process_dies_between_commit_and_send : When_the_process_dies_between_commit_and_send<SqliteTestDatabase>;

public sealed class When_the_process_dies_between_send_and_mark : When_the_process_dies_between_send_and_mark<SqliteTestDatabase>;

public sealed class When_a_backlog_of_100_000_drains : When_a_backlog_of_100_000_drains<SqliteTestDatabase>;

public sealed class When_a_lease_ends : When_a_lease_ends<SqliteTestDatabase>;

public sealed class When_a_process_has_no_dispatcher : When_a_process_has_no_dispatcher<SqliteTestDatabase>;

public sealed class When_parked_messages_are_managed : When_parked_messages_are_managed<SqliteTestDatabase>;

public sealed class When_one_destination_is_stuck : When_one_destination_is_stuck<SqliteTestDatabase>;

public sealed class When_a_message_can_not_be_sent : When_a_message_can_not_be_sent<SqliteTestDatabase>;

public sealed class When_an_operator_looks_at_the_outbox : When_an_operator_looks_at_the_outbox<SqliteTestDatabase>;

public sealed class When_messages_are_committed_together : When_messages_are_committed_together<SqliteTestDatabase>;

public sealed class When_several_dispatchers_share_a_backlog : When_several_dispatchers_share_a_backlog<SqliteTestDatabase>;

public sealed class When_the_clock_jumps_while_a_message_is_being_sent :
    When_the_clock_jumps_while_a_message_is_being_sent<SqliteTestDatabase>;

public sealed class When_the_database_is_away_for_ten_seconds : When_the_database_is_away_for_ten_seconds<SqliteTestDatabase>;

public sealed class When_the_transport_is_stuck : When_the_transport_is_stuck<SqliteTestDatabase>;

public sealed class When_rows_are_kept_until_consumed : When_rows_are_kept_until_consumed<SqliteTestDatabase>;

public sealed class When_a_batch_is_consumed : When_a_batch_is_consumed<SqliteTestDatabase>;

public sealed class When_a_consumer_takes_two_transactions : When_a_consumer_takes_two_transactions<SqliteTestDatabase>;

public sealed class When_a_commit_fails_for_good : When_a_commit_fails_for_good<SqliteTestDatabase>;

public sealed class When_a_handler_fails_and_is_tried_again : When_a_handler_fails_and_is_tried_again<SqliteTestDatabase>;

public sealed class When_a_handler_fails_for_good : When_a_handler_fails_for_good<SqliteTestDatabase>;

public sealed class When_a_handler_publishes_from_many_tasks : When_a_handler_publishes_from_many_tasks<SqliteTestDatabase>;

public sealed class When_a_message_comes_twice : When_a_message_comes_twice<SqliteTestDatabase>;

public sealed class When_a_message_goes_through_the_outbox : When_a_message_goes_through_the_outbox<SqliteTestDatabase>;

public sealed class When_a_response_can_not_leave : When_a_response_can_not_leave<SqliteTestDatabase>;

public sealed class When_one_message_goes_to_two_destinations :
    When_one_message_goes_to_two_destinations<SqliteTestDatabase>;

public sealed class When_a_handler_saves_by_itself : When_a_handler_saves_by_itself<SqliteTestDatabase>;

public sealed class When_a_transaction_has_ended : When_a_transaction_has_ended<SqliteTestDatabase>;

public sealed class When_a_row_to_lock_is_tracked_already : When_a_row_to_lock_is_tracked_already<SqliteTestDatabase>;

public sealed class When_a_locked_key_is_stored_converted : When_a_locked_key_is_stored_converted<SqliteTestDatabase>;

public sealed class When_a_handler_is_on_another_database : When_a_handler_is_on_another_database<SqliteTestDatabase>;

public sealed class When_an_execution_strategy_is_configured : When_an_execution_strategy_is_configured<SqliteTestDatabase>;

public sealed class When_changes_are_saved_with_the_commit : When_changes_are_saved_with_the_commit<SqliteTestDatabase>;

public sealed class When_rows_are_locked : When_rows_are_locked<SqliteTestDatabase>;

public sealed class When_a_scope_publishes_outside_a_consumer : When_a_scope_publishes_outside_a_consumer<SqliteTestDatabase>;

public sealed class When_a_row_is_locked_first : When_a_row_is_locked_first<SqliteTestDatabase>;

public sealed class When_an_activity_publishes_by_an_injected_endpoint :
    When_an_activity_publishes_by_an_injected_endpoint<SqliteTestDatabase>;

public sealed class When_a_saga_has_a_concurrency_token : When_a_saga_has_a_concurrency_token<SqliteTestDatabase>;

public sealed class When_an_order_is_finalised : When_an_order_is_finalised<SqliteTestDatabase>;

public sealed class When_instances_are_loaded_and_queried : When_instances_are_loaded_and_queried<SqliteTestDatabase>;

public sealed class When_there_is_no_instance : When_there_is_no_instance<SqliteTestDatabase>;

public sealed class When_two_inserts_race_on_one_id : When_two_inserts_race_on_one_id<SqliteTestDatabase>;

public sealed class When_two_updates_race_on_one_instance : When_two_updates_race_on_one_instance<SqliteTestDatabase>;

public sealed class When_a_consumer_sets_timers : When_a_consumer_sets_timers<SqliteTestDatabase>;

public sealed class When_a_timer_comes_due : When_a_timer_comes_due<SqliteTestDatabase>;

public sealed class When_a_timer_is_cancelled : When_a_timer_is_cancelled<SqliteTestDatabase>;

public sealed class When_a_timer_is_rescheduled : When_a_timer_is_rescheduled<SqliteTestDatabase>;

public sealed class When_the_broker_moves : When_the_broker_moves<SqliteTestDatabase>;

public sealed class When_the_service_restarts_while_a_timer_waits : When_the_service_restarts_while_a_timer_waits<SqliteTestDatabase>;

public sealed class When_a_message_was_handled_before : When_a_message_was_handled_before<SqliteTestDatabase>;
