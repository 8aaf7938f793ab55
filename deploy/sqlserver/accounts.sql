-- Makes the database and the accounts of the services on SQL Server, with exactly the rights that docs/operations.md lists. It may run
-- again: passwords become those that are given. Run it with sqlcmd as an administrator, with MIGRATE_PASSWORD, SAGA_PASSWORD,
-- NOTIFICATIONS_PASSWORD and OPS_PASSWORD in the environment.
:on error exit

IF DB_ID(N'Feedback') IS NULL
    CREATE DATABASE Feedback;
GO
-- Without it whoever reads waits for who writes.
IF (SELECT is_read_committed_snapshot_on FROM sys.databases WHERE name = N'Feedback') = 0
    ALTER DATABASE Feedback SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;
GO
IF SUSER_ID(N'feedback_migrate') IS NULL
    CREATE LOGIN feedback_migrate WITH PASSWORD = N'$(MIGRATE_PASSWORD)', DEFAULT_DATABASE = Feedback;
ELSE
    ALTER LOGIN feedback_migrate WITH PASSWORD = N'$(MIGRATE_PASSWORD)';
IF SUSER_ID(N'feedback_saga') IS NULL
    CREATE LOGIN feedback_saga WITH PASSWORD = N'$(SAGA_PASSWORD)', DEFAULT_DATABASE = Feedback;
ELSE
    ALTER LOGIN feedback_saga WITH PASSWORD = N'$(SAGA_PASSWORD)';
IF SUSER_ID(N'feedback_notifications') IS NULL
    CREATE LOGIN feedback_notifications WITH PASSWORD = N'$(NOTIFICATIONS_PASSWORD)', DEFAULT_DATABASE = Feedback;
ELSE
    ALTER LOGIN feedback_notifications WITH PASSWORD = N'$(NOTIFICATIONS_PASSWORD)';
IF SUSER_ID(N'feedback_ops') IS NULL
    CREATE LOGIN feedback_ops WITH PASSWORD = N'$(OPS_PASSWORD)', DEFAULT_DATABASE = Feedback;
ELSE
    ALTER LOGIN feedback_ops WITH PASSWORD = N'$(OPS_PASSWORD)';
GO
USE Feedback;
GO
IF SCHEMA_ID(N'feedback') IS NULL
    EXEC (N'CREATE SCHEMA feedback');
IF SCHEMA_ID(N'notifications') IS NULL
    EXEC (N'CREATE SCHEMA notifications');
IF DATABASE_PRINCIPAL_ID(N'feedback_migrate') IS NULL
    CREATE USER feedback_migrate FOR LOGIN feedback_migrate;
IF DATABASE_PRINCIPAL_ID(N'feedback_saga') IS NULL
    CREATE USER feedback_saga FOR LOGIN feedback_saga;
IF DATABASE_PRINCIPAL_ID(N'feedback_notifications') IS NULL
    CREATE USER feedback_notifications FOR LOGIN feedback_notifications;
IF DATABASE_PRINCIPAL_ID(N'feedback_ops') IS NULL
    CREATE USER feedback_ops FOR LOGIN feedback_ops;
GO
-- migrate alone makes and changes tables.
ALTER ROLE db_ddladmin ADD MEMBER feedback_migrate;
ALTER ROLE db_datareader ADD MEMBER feedback_migrate;
ALTER ROLE db_datawriter ADD MEMBER feedback_migrate;

-- The others read and write rows: the saga and Notifications those of their own schema, ops those of both.
GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::feedback TO feedback_saga;
GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::notifications TO feedback_notifications;
GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::feedback TO feedback_ops;
GRANT SELECT, INSERT, UPDATE, DELETE ON SCHEMA::notifications TO feedback_ops;
GO
