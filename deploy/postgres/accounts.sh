#!/bin/sh
# Makes the accounts of the services on PostgreSQL, with exactly the rights that docs/operations.md lists. It may run again: passwords
# become those that are given. Run it as an administrator of the database, whom psql's own variables name (PGHOST, PGDATABASE, PGUSER,
# PGPASSWORD), with MIGRATE_PASSWORD, SAGA_PASSWORD, NOTIFICATIONS_PASSWORD and OPS_PASSWORD.
set -eu

exec psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --single-transaction <<'SQL'
\getenv migrate MIGRATE_PASSWORD
\getenv saga SAGA_PASSWORD
\getenv notifications NOTIFICATIONS_PASSWORD
\getenv ops OPS_PASSWORD

SELECT format('CREATE ROLE %I LOGIN', account)
FROM unnest(ARRAY['feedback_migrate', 'feedback_saga', 'feedback_notifications', 'feedback_ops']) AS account
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = account)
\gexec

ALTER ROLE feedback_migrate PASSWORD :'migrate';
ALTER ROLE feedback_saga PASSWORD :'saga';
ALTER ROLE feedback_notifications PASSWORD :'notifications';
ALTER ROLE feedback_ops PASSWORD :'ops';

-- migrate alone makes and changes tables.
GRANT feedback_migrate TO CURRENT_USER;
CREATE SCHEMA IF NOT EXISTS feedback AUTHORIZATION feedback_migrate;
CREATE SCHEMA IF NOT EXISTS notifications AUTHORIZATION feedback_migrate;

-- The others read and write rows: the saga and Notifications those of their own schema, ops those of both.
GRANT USAGE ON SCHEMA feedback TO feedback_saga, feedback_ops;
GRANT USAGE ON SCHEMA notifications TO feedback_notifications, feedback_ops;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA feedback TO feedback_saga, feedback_ops;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA notifications TO feedback_notifications, feedback_ops;
ALTER DEFAULT PRIVILEGES FOR ROLE feedback_migrate IN SCHEMA feedback
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO feedback_saga, feedback_ops;
ALTER DEFAULT PRIVILEGES FOR ROLE feedback_migrate IN SCHEMA notifications
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO feedback_notifications, feedback_ops;
SQL
